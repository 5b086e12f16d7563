using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.UpgradeRequests;

/// <summary>What tests of upgrade requests ask of one organization.</summary>
public abstract class UpgradeRequestCalls(SharedApi shared)
{
    private protected readonly Guid organization = Guid.NewGuid();
    private protected readonly HttpClient client = shared.Admin;

    private protected string Requests => $"/api/organizations/{organization}/status-upgrade-requests";

    private protected static JsonObject Body(string level, string? message = null, params string[] urls) => new()
    {
        ["target_level"] = level,
        ["message"] = message,
        ["evidence_urls"] = new JsonArray([.. urls.Select(url => JsonValue.Create(url))]),
    };

    private protected Task<HttpResponseMessage> AskAsync(JsonObject body) =>
        client.SendAsync(HttpMethod.Post, $"/api/organizations/{organization}/status-upgrade-request", body);

    private protected async Task<string> RequestAsync(string level) => (await (await AskAsync(Body(level))).ShouldBeOkAsync()).Text("id");

    private protected Task<HttpResponseMessage> CancelAsync(string request) => client.DeleteAsync($"{Requests}/{request}");

    private protected Task<HttpResponseMessage> ReviewAsync(
        string request, string decision, string? notes = null, string? reason = null, DateTimeOffset? until = null,
        string? comment = null) => client.SendAsync(
        HttpMethod.Post, $"/api/admin/organizations/{organization}/upgrade-requests/{request}/review",
        new JsonObject
        {
            ["decision"] = decision,
            ["review_notes"] = notes,
            ["rejection_reason"] = reason,
            ["valid_until"] = until?.ToString("O", CultureInfo.InvariantCulture),
            ["comment"] = comment,
        });

    private protected async Task<JsonElement[]> ListAsync() =>
        [.. (await client.ReadAsync(Requests)).GetProperty("items").EnumerateArray()];

    private protected SharedApi Shared => shared;
}
