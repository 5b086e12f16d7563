using System.Text.Json;
using StatusLevels.Api.Tests.Accounts;

namespace StatusLevels.Api.Tests.Audit;

public sealed class AuditTests(SharedApi shared)
{
    private readonly HttpClient admin = shared.Admin;

    [Fact]
    public async Task A_row_says_who_what_when_and_from_where()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TestUsers.Users)
        {
            Content = Json.Content(TestUsers.Body(TestUsers.NewEmail(), "platform_admin").ToJsonString()),
            Headers = { { "User-Agent", "console/1.0" } },
        };
        var user = await (await admin.SendAsync(request)).ReadJsonAsync();

        var row = Assert.Single(await admin.AuditOfAsync("user", user.Text("id")));

        Assert.Equal(
            ["id", "at", "actor_kind", "actor_id", "action", "subject_kind", "subject_id", "before", "after", "ip_address", "user_agent",
                "trace_id"], row.Names());
        var me = (await admin.ReadAsync("/api/session")).GetProperty("user").Text("id");
        Assert.Equal(
            ("user", me, "user.created", "user"),
            (row.Text("actor_kind"), row.Text("actor_id"), row.Text("action"), row.Text("subject_kind")));
        Assert.Equal(
            (user.Text("created_at"), "127.0.0.1", "console/1.0"), (row.Text("at"), row.Text("ip_address"), row.Text("user_agent")));
        Assert.Matches("^[0-9a-f]{32}$", row.Text("trace_id"));
        Assert.Equal(JsonValueKind.Null, row.GetProperty("before").ValueKind);
        var after = row.GetProperty("after");
        Assert.Equal(
            (user.Text("email"), "platform_admin", true),
            (after.Text("email"), after.Text("platform_role"), after.GetProperty("new_password").GetBoolean()));
    }

    [Fact]
    public async Task A_new_password_is_noted_and_never_shown()
    {
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail()));
        await (await admin.ChangeUserAsync(user.Text("id"), new() { ["password"] = "another long secret" })).ShouldBeOkAsync();

        var rows = await admin.AuditOfAsync("user", user.Text("id"));

        Assert.True(rows[0].GetProperty("after").GetProperty("new_password").GetBoolean());
        Assert.False(rows[0].GetProperty("before").TryGetProperty("new_password", out _));
        Assert.All(rows, row =>
        {
            Assert.DoesNotContain("secret", row.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain("AQAAAA", row.GetRawText(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_refused_change_leaves_no_row()
    {
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail()));
        var before = await NewestAsync();

        await (await admin.SendAsync(HttpMethod.Post, TestUsers.Users, TestUsers.Body(user.Text("email"))))
            .ShouldBeProblemAsync(409, "email_taken");
        await (await admin.DeleteAsync($"{TestUsers.Users}/{Guid.NewGuid()}")).ShouldBeProblemAsync(404, "not_found");

        var trace = (await admin.ReadAsync($"/api/admin/audit?limit=100&action=user.created")).GetProperty("items").EnumerateArray()
            .Where(row => row.GetProperty("id").GetInt64() > before && row.GetProperty("after").Text("email") == user.Text("email"));
        Assert.Empty(trace);
    }

    private async Task<long> NewestAsync() =>
        (await admin.ReadAsync("/api/admin/audit?limit=1")).GetProperty("items")[0].GetProperty("id").GetInt64();

    [Fact]
    public async Task Filters_narrow_and_pages_lead_to_the_end()
    {
        var organization = Guid.NewGuid().ToString();
        var member = $"/api/admin/organizations/{organization}/members/user-1";
        foreach (var role in new[] { "viewer", "editor", "admin", "owner" })
        {
            await (await admin.SendAsync(HttpMethod.Put, member, new() { ["role"] = role })).ShouldBeOkAsync();
        }

        var all = await admin.AuditOfAsync("organization", organization);
        Assert.Equal(["owner", "admin", "editor", "viewer"], all.Select(row => row.GetProperty("after").Text("role")));

        var seen = new List<long>();
        var address = $"/api/admin/audit?subject_id={organization}&limit=3";
        for (string? next = address; next is not null;)
        {
            using var answer = await admin.GetAsync(next);
            var page = await answer.ShouldBeOkAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(Id));
            next = page.TextOrNull("next_cursor") is { } cursor ? $"{address}&cursor={cursor}" : null;
            Assert.Equal(
                next is null ? null : $"<{next}>; rel=\"next\"",
                answer.Headers.TryGetValues("Link", out var links) ? links.Single() : null);
        }

        Assert.Equal(all.Select(Id), seen);
        Assert.Equal(all[..3].Select(Id), await IdsAsync($"subject_id={organization}&action=member.role_changed"));
        Assert.Empty(await IdsAsync($"subject_id={organization}&subject_kind=user"));
        Assert.Empty(await IdsAsync($"subject_id={organization}&actor_id=somebody"));
        Assert.Equal(seen, await IdsAsync($"subject_id={organization}&actor_id={all[0].Text("actor_id")}"));
        var (first, last) = (all[^1].Text("at"), all[0].Text("at"));
        Assert.Equal(seen, await IdsAsync($"subject_id={organization}&from={first}"));
        Assert.DoesNotContain(seen[0], await IdsAsync($"subject_id={organization}&to={last}"));
        Assert.Contains(seen[0], await IdsAsync($"subject_id={organization}&from={last}"));
        Assert.Empty(await IdsAsync($"subject_id={organization}&to={first}"));
    }

    private async Task<long[]> IdsAsync(string query) =>
        [.. (await admin.ReadAsync($"/api/admin/audit?{query}")).GetProperty("items").EnumerateArray().Select(Id)];

    private static long Id(JsonElement row) => row.GetProperty("id").GetInt64();

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=-1", "cursor")]
    [InlineData("cursor=99999999999999999999", "cursor")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-03-01T00:00:00", "to")]
    [InlineData("action=%00", "action")]
    public async Task A_question_that_cannot_be_is_422(string query, string field) =>
        Assert.Equal(
            [field], (await (await admin.GetAsync($"/api/admin/audit?{query}")).ShouldBeProblemAsync(422, "validation_failed")).Fields());

    [Fact]
    public async Task The_first_admin_was_made_by_the_product_itself()
    {
        var me = (await admin.ReadAsync("/api/session")).GetProperty("user").Text("id");
        var row = (await admin.AuditOfAsync("user", me))[^1];
        Assert.Equal(("system", null, "user.created"), (row.Text("actor_kind"), row.TextOrNull("actor_id"), row.Text("action")));
    }
}
