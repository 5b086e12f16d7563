using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Audit;

namespace StatusLevels.Api.Tests.OrganizationDirectory;

public sealed class DirectoryTests(SharedApi shared)
{
    private readonly Guid organization = Guid.NewGuid();
    private readonly HttpClient admin = shared.Admin;

    private string Address => $"/api/admin/organizations/{organization}";

    private static string NewSlug() => $"org-{Guid.NewGuid():n}";

    private static JsonObject Body(string slug, string name = "Linen mill", params string[] emails) => new()
    {
        ["name"] = name,
        ["slug"] = slug,
        ["contact_emails"] = new JsonArray([.. emails.Select(email => (JsonNode)email)]),
        ["locale"] = "en",
    };

    private Task<HttpResponseMessage> PutAsync(JsonObject body) => admin.SendAsync(HttpMethod.Put, Address, body);

    [Fact]
    public async Task An_entry_is_made_read_and_replaced()
    {
        var slug = NewSlug();
        var made = await (await PutAsync(Body(slug, "Linen mill", "office@example.org"))).ShouldBeOkAsync();
        Assert.Equal(["id", "name", "slug", "contact_emails", "locale"], made.Names());

        var replacement = Body(slug, "Льняная мануфактура 🧵", "Owner@Example.org", "buero@büro.example");
        replacement["locale"] = "ru";
        await (await PutAsync(replacement)).ShouldBeOkAsync();

        var read = await admin.ReadAsync(Address);
        Assert.Equal(["id", "name", "slug", "contact_emails", "contacts", "locale", "members", "next_cursor"], read.Names());
        Assert.Equal(
            (organization.ToString(), "Льняная мануфактура 🧵", slug, "ru"),
            (read.Text("id"), read.Text("name"), read.Text("slug"), read.Text("locale")));
        Assert.Equal(
            ["Owner@Example.org", "buero@büro.example"],
            read.GetProperty("contact_emails").EnumerateArray().Select(email => email.GetString()));
        var rows = await admin.AuditOfAsync("organization", organization.ToString());
        Assert.Equal(["organization.updated", "organization.created"], rows.Select(row => row.Text("action")));
        Assert.Equal(
            ("Linen mill", "Льняная мануфактура 🧵"),
            (rows[0].GetProperty("before").Text("name"), rows[0].GetProperty("after").Text("name")));
        Assert.Equal(JsonValueKind.Null, rows[1].GetProperty("before").ValueKind);
    }

    [Fact]
    public async Task An_organization_without_an_entry_has_no_name_and_may_have_members()
    {
        await (await admin.SendAsync(HttpMethod.Put, $"{Address}/members/somebody", new() { ["role"] = "owner" })).ShouldBeOkAsync();

        var read = await admin.ReadAsync(Address);

        Assert.Equal(
            (null, null, 0, "en"),
            (read.TextOrNull("name"), read.TextOrNull("slug"), read.GetProperty("contact_emails").GetArrayLength(), read.Text("locale")));
        Assert.Equal("somebody", Assert.Single(read.GetProperty("members").EnumerateArray()).Text("user_id"));
    }

    [Fact]
    public async Task The_same_entry_again_leaves_no_trace()
    {
        var body = Body(NewSlug(), "Linen mill", "office@example.org");
        await (await PutAsync(body)).ShouldBeOkAsync();
        await (await PutAsync(body)).ShouldBeOkAsync();

        Assert.Equal(["organization.created"], await admin.ActionsOnAsync("organization", organization.ToString()));
    }

    [Fact]
    public async Task A_slug_belongs_to_one_organization_also_when_many_ask_at_once()
    {
        var slug = NewSlug();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            admin.SendAsync(HttpMethod.Put, $"/api/admin/organizations/{Guid.NewGuid()}", Body(slug))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            await refused.ShouldBeProblemAsync(409, "slug_taken");
        }

        await (await PutAsync(Body(slug))).ShouldBeProblemAsync(409, "slug_taken");
        Assert.Empty(await admin.AuditOfAsync("organization", organization.ToString()));
    }

    [Fact]
    public async Task Many_who_replace_one_entry_at_once_follow_each_other()
    {
        var slug = NewSlug();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => PutAsync(Body(slug, $"Name {number}"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var rows = (await admin.AuditOfAsync("organization", organization.ToString())).Reverse().ToArray();
        Assert.Equal(8, rows.Length);
        Assert.Equal(
            rows[..^1].Select(row => row.GetProperty("after").GetRawText()),
            rows[1..].Select(row => row.GetProperty("before").GetRawText()));
        Assert.Equal(rows[^1].GetProperty("after").Text("name"), (await admin.ReadAsync(Address)).Text("name"));
    }

    public static TheoryData<string, string, string> BadInput => new()
    {
        { "name", "null", "name" },
        { "name", "\"\"", "name" },
        { "name", "\" \"", "name" },
        { "name", $"\"{new string('n', 201)}\"", "name" },
        { "name", "\"a\\u0000b\"", "name" },
        { "slug", "null", "slug" },
        { "slug", "\"\"", "slug" },
        { "slug", "\"Linen\"", "slug" },
        { "slug", "\"linen_mill\"", "slug" },
        { "slug", "\"linen\\n\"", "slug" },
        { "slug", "\"лён\"", "slug" },
        { "slug", $"\"{new string('s', 64)}\"", "slug" },
        { "locale", "\"de\"", "locale" },
        { "locale", "\"EN\"", "locale" },
        { "locale", "null", "locale" },
        { "contact_emails", "null", "contact_emails" },
        { "contact_emails", "\"office@example.org\"", "contact_emails" },
        { "contact_emails", "[null]", "contact_emails[0]" },
        { "contact_emails", "[\"office@example.org\",\"nobody\"]", "contact_emails[1]" },
        { "contact_emails", "[\"office@example.org\",\"Office@Example.org\"]", "contact_emails[1]" },
        { "contact_emails", $"[{string.Join(',', Enumerable.Range(0, 21).Select(number => $"\"a{number}@example.org\""))}]", "contact_emails" },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public async Task Bad_input_names_the_field_and_changes_nothing(string member, string value, string field)
    {
        var body = Body(NewSlug());
        body[member] = JsonNode.Parse(value);
        Assert.Equal([field], (await (await PutAsync(body)).ShouldBeProblemAsync(422, "validation_failed")).Fields());
        Assert.Null((await admin.ReadAsync(Address)).TextOrNull("name"));
        Assert.Empty(await admin.AuditOfAsync("organization", organization.ToString()));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("slug")]
    [InlineData("contact_emails")]
    [InlineData("locale")]
    public async Task An_entry_is_whole(string member)
    {
        var body = Body(NewSlug());
        body.Remove(member);
        Assert.Equal([member], (await (await PutAsync(body)).ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    [Fact]
    public async Task An_id_that_is_none_is_400()
    {
        await (await admin.GetAsync("/api/admin/organizations/seven")).ShouldBeProblemAsync(400, "malformed_id");
        await (await admin.SendAsync(HttpMethod.Put, "/api/admin/organizations/seven", Body(NewSlug())))
            .ShouldBeProblemAsync(400, "malformed_id");
    }
}
