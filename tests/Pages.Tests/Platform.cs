using System.Net.Http.Json;
using System.Text.Json;

namespace StatusLevels.Pages.Tests;

/// <summary>What a test makes through the API, before it looks at the pages of the platform.</summary>
internal static class Platform
{
    public static async Task<Guid> OrganizationAsync(this HttpClient api, string name)
    {
        var id = Guid.NewGuid();
        await OkAsync(await api.PutAsJsonAsync(
            $"/api/admin/organizations/{id}",
            new { name, slug = $"o-{id:N}", contact_emails = new[] { $"c{id:N}@example.org" }, locale = "en" }));
        return id;
    }

    public static Task GrantAsync(this HttpClient api, Guid organization, string level, DateTimeOffset? until = null) =>
        OkAsync(api.PostAsJsonAsync(
            $"/api/admin/organizations/{organization}/status-levels",
            new { level, valid_until = until, notes = "seen in person" }));

    public static async Task<Guid> AskAsync(
        this HttpClient api, Guid organization, string message = "Please look at us.", string level = "B")
    {
        using var answer = await api.PostAsJsonAsync(
            $"/api/organizations/{organization}/status-upgrade-request",
            new
            {
                target_level = level,
                message,
                evidence_urls = new[] { "https://example.org/report?year=2026", "https://xn--e1afmkfd.xn--p1ai/cases" }
            });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    /// <summary>A payment is missing: A rests on its grace.</summary>
    public static async Task MissPaymentAsync(this HttpClient api, Guid organization)
    {
        foreach (var status in new[] { "active", "past_due" })
        {
            await OkAsync(api.PostAsJsonAsync(
                "/api/webhooks/subscription-status-changed",
                new { organization_id = organization, subscription_id = $"sub-{organization:N}", new_status = status }));
        }
    }

    public static async Task<string> LevelAsync(this HttpClient api, Guid organization) =>
        (await api.GetFromJsonAsync<JsonElement>($"/api/organizations/{organization}/status")).GetProperty("current_level").GetString()!;

    private static async Task OkAsync(Task<HttpResponseMessage> answering) => await OkAsync(await answering);

    private static async Task OkAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }
}
