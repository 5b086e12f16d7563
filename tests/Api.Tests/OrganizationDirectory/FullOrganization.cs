using System.Text.Json.Nodes;
using Npgsql;

namespace StatusLevels.Api.Tests.OrganizationDirectory;

/// <summary>An organization of which every table holds something, all of it told by words and ids that nothing else has.</summary>
internal sealed class FullOrganization(HttpClient admin, NpgsqlDataSource database)
{
    private const string Ids = """
        select id::text from organization_status_levels where organization_id = $1
        union select id::text from organization_status_history where organization_id = $1
        union select id::text from status_upgrade_requests where organization_id = $1
        union select id::text from notifications where organization_id = $1
        union select id::text from qr_codes where organization_id = $1
        """;

    // E-mails compare without case, and levels, names and slugs are shown as they are: one spelling finds them all.
    private readonly string mark = $"m{Guid.NewGuid():n}";

    public Guid Id { get; } = Guid.NewGuid();

    public string Address => $"/api/admin/organizations/{Id}";

    public string Subscription => $"sub-{mark}";

    public string Member => $"member-{mark}";

    /// <summary>What must be found nowhere once it is forgotten.</summary>
    public List<string> Words { get; } = [];

    public async Task FillAsync()
    {
        using var caller = new HttpRequestMessage(HttpMethod.Put, Address) { Content = Json.Content(Entry().ToJsonString()) };
        caller.Headers.TryAddWithoutValidation("User-Agent", $"agent/{mark}");
        await (await admin.SendAsync(caller)).ShouldBeOkAsync();
        await PutAsync("", Entry($"second-{mark}@example.org"));
        await PutAsync($"/members/{Member}", new() { ["role"] = "owner" });
        await PutAsync($"/members/other-{mark}", new() { ["role"] = "viewer" });
        await (await admin.DeleteAsync($"{Address}/members/other-{mark}")).EnsureAsync();

        await AskAsync();
        await PostAsync($"{Address}/status-levels", new() { ["level"] = "B", ["notes"] = $"notes {mark}" });
        await AskAsync("C");
        var request = (await admin.ReadAsync($"/api/organizations/{Id}/status-upgrade-requests")).GetProperty("items")[0].Text("id");
        await PostAsync($"{Address}/upgrade-requests/{request}/review", new()
        {
            ["decision"] = "reject",
            ["rejection_reason"] = $"rejected {mark}",
            ["review_notes"] = $"review {mark}",
            ["comment"] = $"comment {mark}",
        });
        await PostAsync("/api/webhooks/subscription-status-changed", Event("active"));
        await PostAsync("/api/webhooks/subscription-status-changed", Event("past_due"));
        using var revoke =
            new HttpRequestMessage(HttpMethod.Delete,
                $"{Address}/status-levels/B")
            { Content = Json.Content($$"""{"reason":"reason {{mark}}"}""") };
        revoke.Headers.TryAddWithoutValidation("User-Agent", $"agent/{mark}");
        await (await admin.SendAsync(revoke)).ShouldBeOkAsync();
        await PostAsync($"{Address}/status-levels", new() { ["level"] = "B" });
        var told = (await admin.ReadAsync($"/api/organizations/{Id}/notifications")).GetProperty("items")[0].Text("id");
        await PostAsync($"/api/organizations/{Id}/notifications/read", new() { ["ids"] = new JsonArray(told) });
        await DeliverAsync();
        await ShowAsync();

        await using var ids = database.CreateCommand(Ids);
        ids.Parameters.Add(new() { Value = Id });
        await using var reader = await ids.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            Words.Add(reader.GetString(0));
        }

        Words.Add(mark);
    }

    public JsonObject Event(string status) => new()
    {
        ["subscription_id"] = Subscription,
        ["new_status"] = status,
        ["organization_id"] = Id.ToString(),
        ["event_id"] = $"{status}-{Guid.NewGuid():n}-{mark}",
    };

    public JsonObject Entry(params string[] emails) => new()
    {
        ["name"] = $"Mill {mark}",
        ["slug"] = $"mill-{mark}",
        ["locale"] = "en",
        ["contact_emails"] = new JsonArray([$"office-{mark}@example.org", .. emails.Select(email => (JsonNode)email)]),
    };

    // What buyers see, and where they saw it.
    private async Task ShowAsync()
    {
        using (
            var code = await admin.SendAsync(HttpMethod.Post, $"/api/organizations/{Id}/qr-codes", new() { ["label"] = $"window {mark}" }))
        {
            await code.EnsureAsync();
        }

        foreach (var sql in (string[])[
            $"insert into organization_domains (organization_id, domain, added_at) values ($1, '{mark}.example.org', now())",
            $"insert into badge_impressions (organization_id, day, host, impressions) values ($1, current_date, '{mark}.example', 1)",
            "insert into page_visits (organization_id, day, visits) values ($1, current_date, 1)",
            $"insert into qr_scans (qr_code_id, occurred_at, visitor, device, host) select id, now(), decode(repeat('00', 16), 'hex'), 'phone', '{mark}.example' from qr_codes where organization_id = $1",
            "insert into qr_visitors (qr_code_id, day, visitor) select id, current_date, decode(repeat('00', 16), 'hex') from qr_codes where organization_id = $1",
            "insert into qr_scan_days (qr_code_id, day, scans, unique_scans) select id, current_date, 1, 1 from qr_codes where organization_id = $1"])
        {
            await using var insert = database.CreateCommand(sql);
            insert.Parameters.Add(new() { Value = Id });
            Assert.Equal(1, await insert.ExecuteNonQueryAsync());
        }
    }

    // Some of what is told has left already; the reason of a person is among it.
    private async Task DeliverAsync()
    {
        await using var deliver = database.CreateCommand("update outbox set delivered_at = now() where organization_id = $1 and type in ('status.level.revoked', 'status.upgrade.rejected')");
        deliver.Parameters.Add(new() { Value = Id });
        Assert.Equal(2, await deliver.ExecuteNonQueryAsync());
    }

    private Task AskAsync(string level = "B") => PostAsync($"/api/organizations/{Id}/status-upgrade-request", new()
    {
        ["target_level"] = level,
        ["message"] = $"message {mark}",
        ["evidence_urls"] = new JsonArray($"https://example.org/{mark}"),
    });

    private async Task PutAsync(string path, JsonObject body) =>
        await (await admin.SendAsync(HttpMethod.Put, Address + path, body)).ShouldBeOkAsync();

    private async Task PostAsync(string path, JsonObject body) =>
        await (await admin.SendAsync(HttpMethod.Post, path, body)).ShouldBeOkAsync();
}

internal static class Answers
{
    /// <summary>Any answer that tells of success.</summary>
    public static async Task EnsureAsync(this HttpResponseMessage answer) =>
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
}
