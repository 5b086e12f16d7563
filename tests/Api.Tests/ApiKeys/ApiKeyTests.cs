using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Audit;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.ApiKeys;

public sealed class ApiKeyTests(SharedApi shared)
{
    private const string Keys = "/api/admin/api-keys";

    private readonly HttpClient admin = shared.Admin;

    private static JsonObject Body(string name = "Billing") =>
        new() { ["name"] = name, ["scopes"] = new JsonArray("subscriptions:write", "status:write") };

    private async Task<JsonElement> CreateAsync(JsonObject body)
    {
        using var answer = await admin.SendAsync(HttpMethod.Post, Keys, body);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.ReadJsonAsync();
    }

    [Fact]
    public async Task A_key_is_shown_once_and_only_its_hash_is_kept()
    {
        using var answer = await admin.SendAsync(HttpMethod.Post, Keys, Body("Счета 🧾"));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var made = await answer.ReadJsonAsync();
        var key = made.Text("key");
        Assert.StartsWith("slk_", key, StringComparison.Ordinal);
        Assert.NotNull(Base64UrlText.Read(key[4..], length: 32));
        Assert.StartsWith(made.Text("prefix"), key, StringComparison.Ordinal);
        Assert.Equal("Счета 🧾", made.Text("name"));

        var read = await admin.ReadAsync(answer.Headers.Location!.OriginalString);
        Assert.Equal(
            ["id", "name", "prefix", "scopes", "created_at", "created_by", "expires_at", "last_used_at", "revoked_at"], read.Names());
        Assert.Equal(
            (made.Text("id"), made.Text("prefix"), null, null),
            (read.Text("id"), read.Text("prefix"), read.TextOrNull("last_used_at"), read.TextOrNull("revoked_at")));
        Assert.Equal(
            ["subscriptions:write", "status:write"], read.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal((await admin.ReadAsync("/api/session")).GetProperty("user").Text("id"), read.Text("created_by"));
        await using var stored = shared.Api.Database.DataSource.CreateCommand("select to_jsonb(k)::text from api_keys as k where key_hash = $1");
        stored.Parameters.Add(new() { Value = SHA256.HashData(Encoding.UTF8.GetBytes(key)) });
        var row = Assert.IsType<string>(await stored.ExecuteScalarAsync());
        var audited = Assert.Single(await admin.AuditOfAsync("api_key", made.Text("id")));
        foreach (var text in new[] { row, read.GetRawText(), audited.GetRawText() })
        {
            Assert.DoesNotContain(key[12..], text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("hash", audited.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(shared.Api.Log.Lines, line => line.Text.Contains(key[12..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_database_finds_a_key_by_its_hash_until_it_is_revoked()
    {
        var made = await CreateAsync(Body());
        Assert.Equal(made.Text("id"), (await FoundAsync(made.Text("key")))?.ToString());

        await (await admin.DeleteAsync($"{Keys}/{made.Text("id")}")).ShouldBeOkAsync();

        Assert.Null(await FoundAsync(made.Text("key")));
    }

    private async Task<object?> FoundAsync(string key)
    {
        await using var find = shared.Api.Database.DataSource.CreateCommand("select id from find_api_key($1, now())");
        find.Parameters.Add(new() { Value = SHA256.HashData(Encoding.UTF8.GetBytes(key)) });
        return await find.ExecuteScalarAsync();
    }

    [Fact]
    public async Task Revoking_a_key_again_answers_the_same()
    {
        var made = await CreateAsync(Body());

        var first = await (await admin.DeleteAsync($"{Keys}/{made.Text("id")}")).ShouldBeOkAsync();
        var second = await (await admin.DeleteAsync($"{Keys}/{made.Text("id")}")).ShouldBeOkAsync();

        Assert.NotNull(first.TextOrNull("revoked_at"));
        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(["api_key.created", "api_key.revoked"], await admin.ActionsOnAsync("api_key", made.Text("id")));
    }

    [Fact]
    public async Task Many_who_revoke_a_key_at_once_leave_one_row()
    {
        var made = await CreateAsync(Body());

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => admin.DeleteAsync($"{Keys}/{made.Text("id")}")));

        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.ShouldBeOkAsync()))).Select(key => key.GetRawText()).Distinct());
        Assert.Equal(["api_key.created", "api_key.revoked"], await admin.ActionsOnAsync("api_key", made.Text("id")));
    }

    [Fact]
    public async Task A_key_may_end_by_itself()
    {
        var end = TimeProvider.System.GetUtcNow().AddDays(30);
        var body = Body();
        body["expires_at"] = end.ToString("O", CultureInfo.InvariantCulture);

        var made = await CreateAsync(body);

        Assert.Equal(end.ToUnixTimeMilliseconds(), made.GetProperty("expires_at").GetDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.Equal(made.Text("expires_at"), (await admin.ReadAsync($"{Keys}/{made.Text("id")}")).Text("expires_at"));
    }

    public static TheoryData<string, string, string> BadInput => new()
    {
        { "name", "null", "name" },
        { "name", "\" \"", "name" },
        { "name", $"\"{new string('n', 201)}\"", "name" },
        { "scopes", "null", "scopes" },
        { "scopes", "[]", "scopes" },
        { "scopes", "\"status:write\"", "scopes" },
        { "scopes", "[\"status:write\",\"everything\"]", "scopes[1]" },
        { "scopes", "[\"Status:write\"]", "scopes[0]" },
        { "scopes", "[null]", "scopes[0]" },
        { "scopes", "[\"status:write\",\"status:write\"]", "scopes[1]" },
        { "expires_at", "\"2020-01-01T00:00:00Z\"", "expires_at" },
        { "expires_at", "\"2999-01-01T00:00:00\"", "expires_at" },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public async Task Bad_input_names_the_field(string member, string value, string field)
    {
        var body = Body();
        body[member] = JsonNode.Parse(value);
        Assert.Equal(
            [field], (await (await admin.SendAsync(HttpMethod.Post, Keys, body)).ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    [Fact]
    public async Task A_key_that_is_none_is_404_and_an_id_that_is_none_400()
    {
        await (await admin.GetAsync($"{Keys}/{Guid.NewGuid()}")).ShouldBeProblemAsync(404, "not_found");
        await (await admin.DeleteAsync($"{Keys}/{Guid.NewGuid()}")).ShouldBeProblemAsync(404, "not_found");
        await (await admin.DeleteAsync($"{Keys}/seven")).ShouldBeProblemAsync(400, "malformed_id");
    }

    [Fact]
    public async Task The_list_is_newest_first_and_pages_lead_to_its_end()
    {
        var made = new List<string>();
        for (var turn = 0; turn < 3; turn++)
        {
            made.Insert(0, (await CreateAsync(Body())).Text("id"));
        }

        var seen = new List<string>();
        for (string? next = $"{Keys}?limit=2"; next is not null;)
        {
            var page = await admin.ReadAsync(next);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(key => key.Text("id")));
            next = page.TextOrNull("next_cursor") is { } cursor ? $"{Keys}?limit=2&cursor={cursor}" : null;
        }

        Assert.Equal(made, seen.Where(made.Contains));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }
}
