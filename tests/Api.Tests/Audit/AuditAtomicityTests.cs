using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Accounts;

namespace StatusLevels.Api.Tests.Audit;

/// <summary>No change without its audit: when the row cannot be written, the change is taken back.</summary>
public sealed class AuditAtomicityTests
{
    [Fact]
    public async Task What_cannot_be_audited_is_not_done()
    {
        await using var api = await TestApi.StartAsync();
        var admin = await api.SignedInAsync();
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail(), "platform_admin"));
        var signedIn = await api.SignedInAsync(user.Text("email"));
        var organization = $"/api/admin/organizations/{Guid.NewGuid()}";
        await (await admin.SendAsync(HttpMethod.Put, organization, Entry("before"))).ShouldBeOkAsync();
        await (await admin.SendAsync(HttpMethod.Put, $"{organization}/members/user-1", Role("viewer"))).ShouldBeOkAsync();
        var key = (await (await admin.SendAsync(HttpMethod.Post, "/api/admin/api-keys", Key())).ReadJsonAsync()).Text("id");
        var before = await RowsAsync(api);
        await ExecuteAsync(api, "alter table admin_audit rename to broken");

        (HttpMethod Method, string Path, JsonObject? Body)[] changes =
        [
            (HttpMethod.Post, TestUsers.Users, TestUsers.Body(TestUsers.NewEmail())),
            (
                HttpMethod.Patch, $"{TestUsers.Users}/{user.Text("id")}",
                new() { ["password"] = "another long secret", ["platform_role"] = null }),
            (HttpMethod.Delete, $"{TestUsers.Users}/{user.Text("id")}", null),
            (HttpMethod.Put, organization, Entry("after")),
            (HttpMethod.Put, $"/api/admin/organizations/{Guid.NewGuid()}", Entry("other")),
            (
                HttpMethod.Put, organization.Replace("/admin", "", StringComparison.Ordinal) + "/contacts",
                new() { ["contact_emails"] = new JsonArray(), ["locale"] = "ru" }),
            (HttpMethod.Put, $"{organization}/members/user-1", Role("owner")),
            (HttpMethod.Put, $"{organization}/members/user-2", Role("viewer")),
            (HttpMethod.Delete, $"{organization}/members/user-1", null),
            (HttpMethod.Post, "/api/admin/api-keys", Key()),
            (HttpMethod.Delete, $"/api/admin/api-keys/{key}", null),
        ];
        foreach (var (method, path, body) in changes)
        {
            await (await admin.SendAsync(method, path, body)).ShouldBeProblemAsync(500, "internal_error");
        }

        Assert.Equal(before, await RowsAsync(api));
        Assert.Equal(System.Net.HttpStatusCode.OK, await signedIn.WhoAmIAsync());

        await ExecuteAsync(api, "alter table broken rename to admin_audit");
        foreach (var (method, path, body) in changes)
        {
            var answer = await admin.SendAsync(method, path, (JsonObject?)body?.DeepClone());
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.NotEqual(before, await RowsAsync(api));
    }

    [Fact]
    public async Task What_was_noted_is_neither_changed_nor_removed()
    {
        await using var api = await TestApi.BuildAsync();

        foreach (
            var sql in new[] { "update admin_audit set actor_id = 'x'", "update admin_audit set after = '{}'", "delete from admin_audit",
                "truncate admin_audit" })
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ExecuteAsync(api, sql));
        }
    }

    private static JsonObject Entry(string slug) =>
        new() { ["name"] = slug, ["slug"] = slug, ["contact_emails"] = new JsonArray("a@example.org"), ["locale"] = "en" };

    private static JsonObject Role(string role) => new() { ["role"] = role };

    private static JsonObject Key() => new() { ["name"] = "Billing", ["scopes"] = new JsonArray("status:write") };

    private static async Task ExecuteAsync(TestApi api, string sql)
    {
        await using var command = api.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>All that administration changes, as one text.</summary>
    private static async Task<string> RowsAsync(TestApi api)
    {
        await using var command = api.Database.DataSource.CreateCommand("""
            select concat_ws(E'\n',
                (select string_agg(t::text, E'\n' order by t::text) from users as t),
                (select string_agg(t::text, E'\n' order by t::text) from sessions as t),
                (select string_agg(t::text, E'\n' order by t::text) from organizations as t),
                (select string_agg(t::text, E'\n' order by t::text) from organization_members as t),
                (select string_agg(t::text, E'\n' order by t::text) from api_keys as t))
            """);
        return Assert.IsType<string>(await command.ExecuteScalarAsync());
    }
}
