using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StatusLevels.Api.Tests;

/// <summary>An organization of a test's own: what callers can do with it, and every row that the database has of it.</summary>
internal sealed class TestOrganization(TestApi api, HttpClient caller)
{
    private static readonly string[] Tables =
    [
        "organization_status", "organization_status_levels", "organization_subscriptions", "status_upgrade_requests",
        "organization_status_history", "expiry_notices", "outbox", "notifications", "organization_notification_reads",
    ];

    public Guid Id { get; init; } = Guid.NewGuid();

    public string Address => $"/api/organizations/{Id}";

    public string Levels => $"/api/admin/organizations/{Id}/status-levels";

    /// <summary>The same organization for somebody else.</summary>
    public TestOrganization By(HttpClient other) => new(api, other) { Id = Id };

    public Task<HttpResponseMessage> GrantAsync(string body) => SendAsync(HttpMethod.Post, "", body);

    public Task<HttpResponseMessage> RenewAsync(string level, string? body = null) => SendAsync(HttpMethod.Patch, $"/{level}", body);

    public Task<HttpResponseMessage> VerifyAsync() => SendAsync(HttpMethod.Post, "/B/verification", null);

    public Task<HttpResponseMessage> RevokeAsync(string levelAndQuery, string? body = null) =>
        SendAsync(HttpMethod.Delete, $"/{levelAndQuery}", body);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, Levels + path) { Content = body is null ? null : Json.Content(body) };
        return await caller.SendAsync(request);
    }

    public async Task<JsonElement> StatusAsync(HttpClient? reader = null) =>
        await (await (reader ?? caller).GetAsync($"{Address}/status")).ShouldBeOkAsync();

    public async Task<JsonElement> HistoryAsync(string query = "") =>
        await (await caller.GetAsync($"{Address}/status-history{query}")).ShouldBeOkAsync();

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = api.Database.DataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Id });
        return await command.ExecuteScalarAsync();
    }

    /// <summary>
    /// Every row of it, as one text: read model, history, notices, outbox, stored document and reminder. Empty when there is none.
    /// </summary>
    public async Task<string> RowsAsync()
    {
        var rows = new StringBuilder();
        foreach (var table in Tables)
        {
            // When an event is numbered is no matter of what happened to the organization: that comes afterwards, and by itself.
            var row = table == "outbox" ? "(to_jsonb(t) - 'delivered_at' - 'position')::text" : "t::text";
            rows.Append(await TextAsync($"select string_agg({row}, E'\n' order by {row}) from {table} as t where organization_id = $1"));
        }

        return rows
            .Append(await TextAsync("select string_agg(t::text, E'\n') from orleansstorage as t where convert_from(payloadbinary, 'UTF8')::jsonb ->> 'organization_id' = $1::text"))
            .Append(await TextAsync("select string_agg(t::text, E'\n') from orleansreminderstable as t where grainid like '%' || replace($1::text, '-', '') || '%'"))
            .ToString();
    }

    private async Task<string?> TextAsync(string sql) => Convert.ToString(await ScalarAsync(sql), CultureInfo.InvariantCulture);
}
