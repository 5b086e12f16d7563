using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Tests.Accounts;
using StatusLevels.Api.Tests.Credentials;
using StatusLevels.Api.Tests.TransparencyLog;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>
/// The world in which the examples of the document are true: noon of 1 March 2026, an organization that holds A and B, and whatever an
/// operation needs besides. An operation that is not named needs nothing besides.
/// </summary>
internal sealed class ExampleSetting(TestApi api, HttpClient admin)
{
    private static readonly string[] WithoutLevels =
        ["postAdminOrganizationsStatusLevels", "postOrganizationsStatusUpgradeRequest", "postAdminOrganizationsUpgradeRequestsReview",
            "deleteOrganizationsStatusUpgradeRequestsByRequestId", "getOrganizationsStatusUpgradeRequests", "getAdminUpgradeRequests",
            "postFirstFrontEndUpgradeRequest"];

    private static readonly DateTimeOffset SoonEnough = new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Credentials =
        ["getCredential", "getBakedBadgeSvg", "getBakedBadgePng", "getCredentialStatusList", "getDidDocument", "getAchievement",
            "getCredentialBundle", "getFullCredentialBundle"];

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal) { ["level"] = "B" };

    private HttpClient? other;

    public Guid Organization { get; private set; } = Guid.NewGuid();

    /// <summary>Who sends the example: the platform admin where nobody else has to.</summary>
    public HttpClient Caller => other ?? admin;

    /// <summary>It is about the public log, or about credentials.</summary>
    public static bool NeedsAddress(ApiOperation operation) => NeedsLog(operation) || Credentials.Contains(operation.Id);

    /// <summary>Makes what the operation needs; its address.</summary>
    public async Task<string> PrepareAsync(ApiOperation operation, JsonNode? example)
    {
        if (example?["organization_id"]?.GetValue<string>() is { } named)
        {
            Organization = Guid.Parse(named);
        }

        values["organization_id"] = $"{Organization}";
        if (!WithoutLevels.Contains(operation.Id))
        {
            await Ok(admin.GrantAsync(Organization, "A"));
            await Ok(admin.GrantAsync(Organization, "B", operation.Id == "getAdminExpiring" ? SoonEnough : null));
        }

        await PrepareForAsync(operation, example);
        // Only tried: the audit is another operation's example.
        var query = operation.Id == "postAdminImportOrganizations" ? "?dry_run=true" : "";
        return values.Aggregate(
            operation.Path, (path, value) => path.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal)) + query;
    }

    private async Task PrepareForAsync(ApiOperation operation, JsonNode? example)
    {
        switch (operation.Id)
        {
            case var _ when NeedsLog(operation):
                (values["level"], values["number"], values["sequence"]) = ("0", "000.p/2", "1");
                await LogApi.ProofAsync(admin, Organization, 2);
                break;
            case "getCredentialStatusList":
                (values["purpose"], values["number"]) = ("revocation", "1");
                await CredentialApi.CredentialAsync(admin, Organization, "B");
                break;
            case "getCredentialBundle" or "getFullCredentialBundle":
                await LogApi.ProofAsync(admin, Organization, 2);
                break;
            case "deleteSession":
                other = await api.SignedInAsync();
                break;
            case "putSessionPassword":
                const string Email = "maria.petrova@example.org";
                var current = example!["current_password"]!.GetValue<string>();
                await MadeAsync(
                    "/api/admin/users", new() { ["email"] = Email, ["display_name"] = "Maria Petrova", ["password"] = current });
                other = await api.SignedInAsync(Email, current);
                break;
            case "putOrganizationsReputation":
                other = await ServiceAsync("reputation:write");
                break;
            case "postWebhooksSubscriptionStatusChanged":
                await Ok(
                    admin.ReportAsync(
                        With(example!, ("new_status", "active"), ("event_id", "evt_before"), ("occurred_at", "2026-03-01T11:00:00Z"))));
                break;
            case "postOrganizationsNotificationsRead":
                var told = await admin.ReadAsync($"/api/organizations/{Organization}/notifications");
                example!["up_to"] = told.GetProperty("items")[0].Text("id");
                break;
            case "getOrganizationsMailPreferences" or "putOrganizationsMailPreferences":
                other = await MemberAsync("a much longer secret");
                break;
            case "postPasswordResetConfirmation" or "postInvitation":
                await LinkedAsync(operation.Id == "postInvitation" ? "invitation" : "reset", example!["token"]!.GetValue<string>());
                break;
            case "getOrganizationsContacts" or "putOrganizationsContacts" or "getAdminOrganizationsByOrganizationId"
                or "postOrganizationsContactsConfirmation" or "getOrganizationsBySlugStatus":
                values["slug"] = $"northern-lights-{operation.Id.ToLowerInvariant()}"[..40].TrimEnd('-');
                await Ok(admin.SendAsync(HttpMethod.Put, $"/api/admin/organizations/{Organization}", new JsonObject
                {
                    ["name"] = "Northern Lights",
                    ["slug"] = values["slug"],
                    ["contact_emails"] = new JsonArray("office@example.org"),
                    ["locale"] = "en",
                }));
                break;
        }

        values["organization"] = $"{Organization}";
        if (operation.Path.Contains("/qr-codes", StringComparison.Ordinal) && operation.Method != "POST")
        {
            values["qr_id"] = await MadeAsync($"/api/organizations/{Organization}/qr-codes", new() { ["label"] = "Shop window" });
        }

        if (operation.Path.Contains("/domains", StringComparison.Ordinal))
        {
            values["domain"] = "shop.example.invalid";
            await Ok(admin.SendAsync(
                HttpMethod.Post, $"/api/organizations/{Organization}/domains", new() { ["domain"] = values["domain"] }));
        }

        if (operation.Id is "getOrganizationsBadgeImpressions" or "getAdminBadgeImpressions")
        {
            await using var shown = api.Database.DataSource.CreateCommand(
                "insert into badge_impressions (organization_id, day, host, impressions) values ($1, '2026-03-01', 'shop.example.org', 12)");
            shown.Parameters.Add(new() { Value = Organization });
            await shown.ExecuteNonQueryAsync();
        }

        if (operation.Path.Contains("{user_id}", StringComparison.Ordinal))
        {
            values["user_id"] = await MadeAsync(
                "/api/admin/users", new() { ["email"] = $"{Guid.NewGuid():n}@example.org", ["display_name"] = "Maria Petrova" });
        }

        if (operation.Path.Contains("{key_id}", StringComparison.Ordinal))
        {
            values["key_id"] = await MadeAsync(
                "/api/admin/api-keys", new() { ["name"] = "Billing", ["scopes"] = new JsonArray("subscriptions:write") });
        }

        if (operation.Path.Contains("{endpoint_id}", StringComparison.Ordinal))
        {
            values["endpoint_id"] = await MadeAsync(
                operation.Path[..operation.Path.IndexOf("/{endpoint_id}", StringComparison.Ordinal)]
                    .Replace("{organization_id}", $"{Organization}", StringComparison.Ordinal),
                new() { ["url"] = "https://hooks.example.invalid/levels", ["description"] = "Our mirror" });
            values["delivery_id"] = await DeliveredAsync(values["endpoint_id"]);
        }

        if (operation.Path.Contains("/members/", StringComparison.Ordinal))
        {
            await Ok(admin.SendAsync(
                HttpMethod.Put, $"/api/admin/organizations/{Organization}/members/{values["user_id"]}", new() { ["role"] = "viewer" }));
        }

        if (operation.Path.Contains("{request_id}", StringComparison.Ordinal)
            || operation.Id is "getOrganizationsStatusUpgradeRequests" or "getAdminUpgradeRequests")
        {
            values["request_id"] = await MadeAsync(
                $"/api/organizations/{Organization}/status-upgrade-request",
                new() { ["target_level"] = "B", ["message"] = "Our papers are up to date." });
        }
    }

    private static bool NeedsLog(ApiOperation operation) => operation.Id.StartsWith("getLog", StringComparison.Ordinal);

    // An owner of the organization, signed in.
    private async Task<HttpClient> MemberAsync(string password)
    {
        var email = $"{Guid.NewGuid():n}@example.org";
        var id = await MadeAsync(
            "/api/admin/users", new() { ["email"] = email, ["display_name"] = "Maria Petrova", ["password"] = password });
        await Ok(admin.SendAsync(
            HttpMethod.Put, $"/api/admin/organizations/{Organization}/members/{id}", new() { ["role"] = "owner" }));
        return await api.SignedInAsync(email, password);
    }

    // The link that the account was sent.
    private async Task LinkedAsync(string purpose, string token)
    {
        var id = await MadeAsync(
            "/api/admin/users", new() { ["email"] = $"{Guid.NewGuid():n}@example.org", ["display_name"] = "Maria Petrova" });
        await using var insert = api.Database.DataSource.CreateCommand(
            "insert into mail_links (token_hash, purpose, user_id, created_at, expires_at) values ($1, $2, $3, $4, $4 + interval '1 hour')");
        insert.Parameters.Add(new() { Value = LinkToken.Hash(token)! });
        insert.Parameters.Add(new() { Value = purpose });
        insert.Parameters.Add(new() { Value = Guid.Parse(id) });
        insert.Parameters.Add(new() { Value = api.Services.GetRequiredService<TimeProvider>().GetUtcNow() });
        await insert.ExecuteNonQueryAsync();
    }

    // One that was taken at the first try.
    private async Task<string> DeliveredAsync(string endpoint)
    {
        await using var insert = api.Database.DataSource.CreateCommand("""
            insert into deliveries
                (channel, endpoint_id, organization_id, epoch, number, version, type, replay, status, created_at, tries, attempts, ended_at,
                 last_status_code)
            values
                ('webhook', $1, $2, 1, 1, 1, 'status.level.granted', true, 'delivered', '2026-03-01T12:00:00Z', 1,
                 '[{"at": "2026-03-01T12:00:00Z", "ms": 42, "status_code": 204}]', '2026-03-01T12:00:00.042Z', 204)
            returning id
            """);
        insert.Parameters.Add(new() { Value = Guid.Parse(endpoint) });
        insert.Parameters.Add(new() { Value = Organization });
        return $"{await insert.ExecuteScalarAsync()}";
    }

    private async Task<HttpClient> ServiceAsync(string scope)
    {
        var key = await Ok(
            admin.SendAsync(HttpMethod.Post, "/api/admin/api-keys", new() { ["name"] = "Metrics", ["scopes"] = new JsonArray(scope) }));
        var service = api.Client();
        service.DefaultRequestHeaders.Authorization = new("Bearer", key.Text("key"));
        return service;
    }

    private async Task<string> MadeAsync(string path, JsonObject body) =>
        (await Ok(admin.SendAsync(HttpMethod.Post, path, body))).Text("id");

    private static async Task<JsonElement> Ok(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.ReadJsonAsync();
    }

    private static JsonObject With(JsonNode example, params (string Name, string Value)[] changes)
    {
        var changed = example.DeepClone().AsObject();
        foreach (var (name, value) in changes)
        {
            changed[name] = value;
        }

        return changed;
    }
}
