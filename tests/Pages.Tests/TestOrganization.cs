using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace StatusLevels.Pages.Tests;

/// <summary>An organization of one test, made over the API: with a person of each role who can sign in.</summary>
internal sealed class TestOrganization
{
    private readonly HttpClient admin;
    private readonly Dictionary<string, string> people = [];

    private TestOrganization(HttpClient admin, string name) => (this.admin, Name) = (admin, name);

    public Guid Id { get; } = Guid.NewGuid();

    public string Name { get; }

    public string OwnerEmail => $"owner-{Id:n}@example.org";

    public string AdminEmail => $"admin-{Id:n}@example.org";

    public string ViewerEmail => $"viewer-{Id:n}@example.org";

    public static async Task<TestOrganization> MakeAsync(ProductInBrowser product, string name = "Northern Lights Bakery")
    {
        var made = new TestOrganization(await product.AdminAsync(), name);
        await made.DoAsync(
            HttpMethod.Put, "",
            new { name, slug = $"o-{made.Id:n}", contact_emails = new[] { "office@example.org", "books@example.org" }, locale = "en" });
        await made.JoinAsync(made.OwnerEmail, "Olga Owner", "owner");
        await made.JoinAsync(made.AdminEmail, "Anna Admin", "admin");
        await made.JoinAsync(made.ViewerEmail, "Viktor Viewer", "viewer");
        return made;
    }

    public async Task JoinAsync(string email, string name, string role)
    {
        var user = await SendAsync(
            HttpMethod.Post, "/api/admin/users", new { email, display_name = name, password = ProductInBrowser.Password });
        people[name] = user.GetProperty("id").GetString()!;
        await AddAsync(people[name], role);
    }

    /// <summary>The account of somebody who was made for it.</summary>
    public string IdOf(string name) => people[name];

    public Task AddAsync(string user, string role) => DoAsync(HttpMethod.Put, $"/members/{user}", new { role });

    public Task GrantAsync(string level, DateTimeOffset? until = null) =>
        DoAsync(HttpMethod.Post, "/status-levels", new { level, valid_until = until });

    public Task RenewAsync(string level, DateTimeOffset until) =>
        DoAsync(HttpMethod.Patch, $"/status-levels/{level}", new { valid_until = until });

    public Task RevokeAsync(string level, string reason) => DoAsync(HttpMethod.Delete, $"/status-levels/{level}", new { reason });

    public Task SubscriptionAsync(string status) => SendAsync(
        HttpMethod.Post, "/api/webhooks/subscription-status-changed",
        new { subscription_id = $"sub_{Id:n}", new_status = status, organization_id = Id });

    public Task ReviewAsync(Guid request, object review) => DoAsync(HttpMethod.Post, $"/upgrade-requests/{request}/review", review);

    /// <summary>The only request that waits.</summary>
    public async Task<Guid> PendingRequestAsync()
    {
        var requests = await SendAsync(HttpMethod.Get, $"/api/organizations/{Id}/status-upgrade-requests", body: null);
        return requests.GetProperty("items")[0].GetProperty("id").GetGuid();
    }

    public async Task ReportAsync(int reviews, decimal rate, decimal hours, int cases)
    {
        var key = await SendAsync(
            HttpMethod.Post, "/api/admin/api-keys", new { name = "metrics", scopes = new[] { "reputation:write" } });
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/organizations/{Id}/reputation")
        {
            Content = JsonContent.Create(new
            {
                as_of = TimeProvider.System.GetUtcNow(),
                review_count = reviews,
                response_rate = rate,
                avg_response_hours = hours,
                public_cases = cases,
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.GetProperty("key").GetString());
        using var service = new HttpClient { BaseAddress = admin.BaseAddress };
        using var answer = await service.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private Task<JsonElement> DoAsync(HttpMethod method, string path, object body) =>
        SendAsync(method, $"/api/admin/organizations/{Id}{path}", body);

    private async Task<JsonElement> SendAsync(HttpMethod method, string address, object? body)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await admin.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {address}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
