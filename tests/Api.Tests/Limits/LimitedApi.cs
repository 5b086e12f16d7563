using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Tests.Security;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>
/// A product behind a proxy that lets each caller ask three times a minute, on a clock that goes forward when it is told to.
/// </summary>
public sealed class LimitedApi : IAsyncLifetime
{
    internal static readonly byte[] WebhookSecret = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    internal TestApi Api { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Api = await TestApi.StartAsync(
        new()
        {
            ["PUBLIC_PER_MINUTE"] = "3",
            ["SIGNED_IN_PER_MINUTE"] = "3",
            ["SERVICE_PER_MINUTE"] = "3",
            ["PAYMENTS_PER_SECOND"] = "1",
            ["PAYMENTS_BURST"] = "3",
            ["TRUSTED_PROXIES"] = "127.0.0.0/8",
            ["PAYMENTS_WEBHOOK_SECRETS"] = SecuredApi.Text(WebhookSecret),
        },
        Time);

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    /// <summary>The proxy passes on a request from this address.</summary>
    internal async Task<HttpResponseMessage> FromAsync(
        string address, string path = "/api/status-levels/info", HttpMethod? method = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path) { Content = body is null ? null : Json.Content(body) };
        request.Headers.Add("X-Forwarded-For", address);
        return await Api.Client().SendAsync(request);
    }

    internal Task<HttpClient> ServiceAsync(params string[] scopes) => Api.ServiceAsync(scopes);
}
