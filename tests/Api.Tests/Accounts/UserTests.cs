using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Audit;

namespace StatusLevels.Api.Tests.Accounts;

public sealed class UserTests(SharedApi shared)
{
    private readonly HttpClient admin = shared.Admin;

    [Fact]
    public async Task An_account_is_made_read_and_signed_in_with()
    {
        var email = TestUsers.NewEmail();

        using var answer = await admin.SendAsync(HttpMethod.Post, TestUsers.Users, TestUsers.Body(email));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(
            "private, no-store",
            answer.Headers.CacheControl!.ToString().Replace("no-store, private", "private, no-store", StringComparison.Ordinal));
        var user = await answer.ReadJsonAsync();
        Assert.Equal(["id", "email", "display_name", "platform_role", "disabled", "created_at", "disabled_at"], user.Names());
        Assert.Equal(
            (email, "Somebody", null, false),
            (user.Text("email"), user.Text("display_name"), user.TextOrNull("platform_role"), user.GetProperty("disabled").GetBoolean()));
        Assert.Equal($"{TestUsers.Users}/{user.Text("id")}", answer.Headers.Location!.OriginalString);
        Assert.Equal(user.GetRawText(), (await admin.ReadAsync(answer.Headers.Location.OriginalString)).GetRawText());
        var signedIn = await (await shared.Api.Client().SignInAsync(email.ToUpperInvariant())).ShouldBeOkAsync();
        Assert.Equal(user.Text("id"), signedIn.GetProperty("user").Text("id"));
    }

    [Fact]
    public async Task Any_Unicode_comes_back_as_it_was_sent()
    {
        var (email, name) = ($"Žofie+{Guid.NewGuid():n}@пример.рф", "  Жанна д’Арк 🙂 <b>\u202E\t");

        var made = await admin.CreatedUserAsync(new() { ["email"] = email, ["display_name"] = name });

        var read = await admin.ReadAsync($"{TestUsers.Users}/{made.Text("id")}");
        Assert.Equal((email, name), (read.Text("email"), read.Text("display_name")));
        var audited = Assert.Single(await admin.AuditOfAsync("user", made.Text("id"))).GetProperty("after");
        Assert.Equal((email, name), (audited.Text("email"), audited.Text("display_name")));
    }

    [Fact]
    public async Task An_address_belongs_to_one_account_whatever_its_case()
    {
        var email = $"Ö{TestUsers.NewEmail()}";
        await admin.CreatedUserAsync(TestUsers.Body(email));

        foreach (var other in new[] { email, email.ToUpperInvariant(), email.ToLowerInvariant() })
        {
            await (await admin.SendAsync(HttpMethod.Post, TestUsers.Users, TestUsers.Body(other))).ShouldBeProblemAsync(409, "email_taken");
        }
    }

    [Fact]
    public async Task An_address_belongs_to_one_account_however_its_accents_are_composed()
    {
        var rest = TestUsers.NewEmail();
        await admin.CreatedUserAsync(TestUsers.Body($"jos\u00e9{rest}"));

        using var taken = await admin.SendAsync(HttpMethod.Post, TestUsers.Users, TestUsers.Body($"JOSE\u0301{rest}"));
        await taken.ShouldBeProblemAsync(409, "email_taken");
        await (await shared.Api.Client().SignInAsync($"jose\u0301{rest}")).ShouldBeOkAsync();
    }

    [Fact]
    public async Task The_address_and_the_name_are_no_password()
    {
        var email = TestUsers.NewEmail();
        var body = TestUsers.Body(email);
        body["password"] = email;
        using var made = await admin.SendAsync(HttpMethod.Post, TestUsers.Users, body);
        Assert.Equal(["password"], (await made.ShouldBeProblemAsync(422, "validation_failed")).Fields());
        var user = await admin.CreatedUserAsync(TestUsers.Body(email));

        foreach (var password in new[] { email.ToUpperInvariant(), "Somebody 2026" })
        {
            using var changed = await admin.ChangeUserAsync(user.Text("id"), new() { ["password"] = password });
            Assert.Equal(["password"], (await changed.ShouldBeProblemAsync(422, "validation_failed")).Fields());
        }
    }

    [Fact]
    public async Task Of_many_who_ask_for_one_address_at_once_one_gets_it()
    {
        var email = TestUsers.NewEmail();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            admin.SendAsync(HttpMethod.Post, TestUsers.Users, new() { ["email"] = email, ["display_name"] = "Somebody" })));

        var made = await Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created).ReadJsonAsync();
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            await refused.ShouldBeProblemAsync(409, "email_taken");
        }

        Assert.Equal(["user.created"], await admin.ActionsOnAsync("user", made.Text("id")));
    }

    public static TheoryData<string, string, string> BadInput => new()
    {
        { "email", "null", "email" },
        { "email", "\"\"", "email" },
        { "email", "\"nobody\"", "email" },
        { "email", "\"a b@example.org\"", "email" },
        { "email", "\"a@b@example.org\"", "email" },
        { "email", $"\"{new string('a', 243)}@example.org\"", "email" },
        { "email", "\"a\\u0000@example.org\"", "email" },
        { "email", "\"olga\\u200b@example.org\"", "email" },
        { "email", "\"olga@example.org\\u200b\"", "email" },
        { "email", "\"\\ufeffolga@example.org\"", "email" },
        { "email", "\"ol\\u00adga@example.org\"", "email" },
        { "email", "\"\\u202eolga@example.org\"", "email" },
        { "email", "\"olga\\u3164@example.org\"", "email" },
        { "email", "\"olga\\ufe0f@example.org\"", "email" },
        { "email", "\"olga\\u034f@example.org\"", "email" },
        { "password", "\"P@ssw0rd2026\"", "password" },
        { "display_name", "null", "display_name" },
        { "display_name", "\"\"", "display_name" },
        { "display_name", "\" \\t\"", "display_name" },
        { "display_name", $"\"{new string('n', 201)}\"", "display_name" },
        { "display_name", "\"a\\u0000b\"", "display_name" },
        { "password", "\"short\"", "password" },
        { "password", "\"password123\"", "password" },
        { "password", $"\"{string.Concat(Enumerable.Repeat("ab3", 43))}\"", "password" },
        { "password", "7", "password" },
        { "platform_role", "\"owner\"", "platform_role" },
        { "platform_role", "\"\"", "platform_role" },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public async Task Bad_input_names_the_field(string member, string value, string field)
    {
        var body = TestUsers.Body(TestUsers.NewEmail());
        body[member] = JsonNode.Parse(value);
        Assert.Equal(
            [field],
            (
                await (await admin.SendAsync(HttpMethod.Post, TestUsers.Users, body))
                    .ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    [Fact]
    public async Task What_is_exactly_as_long_as_allowed_is_taken()
    {
        var body = TestUsers.Body($"{Guid.NewGuid():n}{new string('a', 210)}@example.org");
        body["display_name"] = string.Concat(Enumerable.Repeat("🙂", 200));
        body["password"] = string.Concat(Enumerable.Repeat("🙂ab", 42)) + "cd";

        var user = await admin.CreatedUserAsync(body);

        Assert.Equal(254, user.Text("email").Length);
        await (await shared.Api.Client().SignInAsync(user.Text("email"), (string)body["password"]!)).ShouldBeOkAsync();
    }

    [Fact]
    public async Task An_account_without_a_password_cannot_sign_in_here()
    {
        var email = TestUsers.NewEmail();
        await admin.CreatedUserAsync(new() { ["email"] = email, ["display_name"] = "Somebody" });

        await (await shared.Api.Client().SignInAsync(email)).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task An_id_that_is_none_is_400()
    {
        await (await admin.GetAsync($"{TestUsers.Users}/seven")).ShouldBeProblemAsync(400, "malformed_id");
        await (await admin.ChangeUserAsync("seven", [])).ShouldBeProblemAsync(400, "malformed_id");
        await (await admin.DeleteAsync($"{TestUsers.Users}/seven")).ShouldBeProblemAsync(400, "malformed_id");
    }

    [Fact]
    public async Task Pages_lead_through_all_accounts_newest_first()
    {
        var made = new List<string>();
        for (var turn = 0; turn < 3; turn++)
        {
            made.Add((await admin.CreatedUserAsync(new() { ["email"] = TestUsers.NewEmail(), ["display_name"] = "Somebody" })).Text("id"));
        }

        var seen = new List<JsonElement>();
        var path = $"{TestUsers.Users}?limit=2";
        for (string? next = path; next is not null;)
        {
            var page = await admin.ReadAsync(next);
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 1, 2);
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.TextOrNull("next_cursor") is { } cursor ? $"{path}&cursor={cursor}" : null;
        }

        // Two of one millisecond are in the order of their ids.
        Assert.Equal(made.OrderDescending(StringComparer.Ordinal), seen.Select(user => user.Text("id")).Where(made.Contains));
        Assert.Equal(seen.Count, seen.Select(user => user.Text("id")).Distinct().Count());
        Assert.Contains(seen, user => user.Text("email") == TestApi.AdminEmail);
        Assert.DoesNotContain(seen, user => user.GetRawText().Contains("hash", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=here", "cursor")]
    public async Task A_page_that_cannot_be_is_422(string query, string field) =>
        Assert.Equal(
            [field], (await (await admin.GetAsync($"{TestUsers.Users}?{query}")).ShouldBeProblemAsync(422, "validation_failed")).Fields());
}
