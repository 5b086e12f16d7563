using System.Text.Json;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests;

/// <summary>What the tests of the domain say to the product.</summary>
internal static class DomainCalls
{
    private const string Webhook = "/api/webhooks/subscription-status-changed";

    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient client, HttpMethod method, string path, JsonObject? body = null, string? webhookId = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Json.Content(body.ToJsonString()) };
        if (webhookId is not null)
        {
            request.Headers.Add("webhook-id", webhookId);
        }

        return client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> ReportAsync(this HttpClient client, JsonObject body, string? webhookId = null) =>
        client.SendAsync(HttpMethod.Post, Webhook, body, webhookId);

    public static Task<JsonElement> StatusAsync(this HttpClient client, Guid organization) =>
        client.ReadAsync($"/api/organizations/{organization}/status");

    /// <summary>The whole account, newest first.</summary>
    public static async Task<JsonElement[]> HistoryAsync(this HttpClient client, Guid organization) =>
        [.. (await client.ReadAsync($"/api/organizations/{organization}/status-history?per_page=100")).GetProperty("history").EnumerateArray()];

    public static async Task<JsonElement> ReadAsync(this HttpClient client, string path) =>
        await (await client.GetAsync(path)).ShouldBeOkAsync();

    public static Task<HttpResponseMessage> GrantAsync(
        this HttpClient client, Guid organization, string level, DateTimeOffset? validUntil = null) => client.SendAsync(
        HttpMethod.Post, $"/api/admin/organizations/{organization}/status-levels",
        new JsonObject { ["level"] = level, ["valid_until"] = validUntil?.ToString("O") });

    public static Task<HttpResponseMessage> RevokeAsync(this HttpClient client, Guid organization, string level) => client.SendAsync(
        HttpMethod.Delete, $"/api/admin/organizations/{organization}/status-levels/{level}");

    /// <summary>The level as the status lists it; null when it is not held.</summary>
    public static JsonElement? LevelOf(this JsonElement status, string level) =>
        status.GetProperty("active_levels").EnumerateArray().Cast<JsonElement?>().SingleOrDefault(
            held => held!.Value.Text("level") == level);
}
