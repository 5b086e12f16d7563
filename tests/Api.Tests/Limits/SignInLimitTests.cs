using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Tests.Sessions;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>Guessing passwords is slow, whoever does it from wherever, and keeps nobody else out.</summary>
public sealed class SignInLimitTests
{
    private const string Right = $$"""{"email":"{{TestApi.AdminEmail}}","password":"{{TestApi.AdminPassword}}"}""";
    private const string Wrong = $$"""{"email":"{{TestApi.AdminEmail}}","password":"wrong"}""";

    private static Task<TestApi> BehindProxyAsync(int perMinute) => TestApi.StartAsync(
        new() { ["SIGN_IN_PER_MINUTE"] = $"{perMinute}", ["TRUSTED_PROXIES"] = "127.0.0.0/8" });

    private static Task<HttpResponseMessage> FromAsync(HttpClient client, string address, string body) =>
        client.AskAsync(HttpMethod.Post, "/api/session", body, ("X-Forwarded-For", address));

    private static string WrongFor(string email) => $$"""{"email":"{{email}}","password":"wrong"}""";

    [Fact]
    public async Task The_eleventh_try_within_a_minute_has_to_wait_also_with_the_right_password()
    {
        await using var own = await TestApi.StartAsync(new() { ["SIGN_IN_PER_MINUTE"] = "10" });
        var client = own.Client();
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await (await SessionTests.SignInAsync(client, WrongFor("nobody@example.org"))).ShouldBeProblemAsync(401, "unauthenticated");
        }

        using var refused = await SessionTests.SignInAsync(client);

        await refused.ShouldBeProblemAsync(429, "rate_limited");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", "192.0.2.3", "198.51.100.1")]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:2:1::1")]
    public async Task An_account_is_protected_against_guessing_from_many_addresses_of_a_network(
        string one, string two, string three, string elsewhere)
    {
        await using var own = await BehindProxyAsync(2);

        await (await FromAsync(own.Client(), one, WrongFor("a@example.org"))).ShouldBeProblemAsync(401, "unauthenticated");
        await (await FromAsync(own.Client(), two, WrongFor("A@example.org"))).ShouldBeProblemAsync(401, "unauthenticated");
        await (await FromAsync(own.Client(), three, WrongFor("a@example.org"))).ShouldBeProblemAsync(429, "rate_limited");
        await (await FromAsync(own.Client(), three, WrongFor("b@example.org"))).ShouldBeProblemAsync(401, "unauthenticated");
        await (await FromAsync(own.Client(), elsewhere, WrongFor("a@example.org"))).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task Whoever_tries_an_account_from_wherever_keeps_its_owner_out_from_nowhere_else()
    {
        await using var own = await BehindProxyAsync(2);
        for (var network = 0; network < 6; network++)
        {
            await (await FromAsync(own.Client(), $"192.0.{network}.1", Wrong)).ShouldBeProblemAsync(401, "unauthenticated");
        }

        using var signedIn = await FromAsync(own.Client(), "198.51.100.1", Right);

        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
    }

    [Fact]
    public async Task A_device_that_signed_in_before_has_tries_of_its_own_wherever_it_is()
    {
        await using var own = await BehindProxyAsync(2);
        var owner = own.Client();
        await (await FromAsync(owner, "192.0.2.1", Right)).ShouldBeOkAsync();
        await (await FromAsync(own.Client(), "192.0.2.1", Wrong)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await FromAsync(own.Client(), "192.0.2.1", Right)).ShouldBeProblemAsync(429, "rate_limited");

        await (await FromAsync(owner, "192.0.2.1", Wrong)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await FromAsync(owner, "203.0.113.1", Right)).ShouldBeOkAsync();
        await (await FromAsync(owner, "203.0.113.1", Right)).ShouldBeProblemAsync(429, "rate_limited");
    }

    [Fact]
    public async Task The_cookie_of_a_device_is_worth_nothing_for_another_account_or_when_it_was_changed()
    {
        await using var own = await BehindProxyAsync(1);
        using var signedIn = await FromAsync(own.Client(), "192.0.2.1", Right);
        var device = Assert.Single(
            signedIn.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("session_id_device=", StringComparison.Ordinal));
        Assert.Contains("httponly", device, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(TestApi.AdminEmail, device, StringComparison.OrdinalIgnoreCase);
        var value = device.Split(';')[0];
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = own.Address };

        await (await AskAsync(WrongFor("other@example.org"), value)).ShouldBeProblemAsync(429, "rate_limited");
        await (await AskAsync(Right, $"{value[..^4]}AAAA")).ShouldBeProblemAsync(429, "rate_limited");
        await (await AskAsync(Right, value)).ShouldBeOkAsync();

        Task<HttpResponseMessage> AskAsync(string body, string cookie) =>
            bare.AskAsync(HttpMethod.Post, "/api/session", body, ("X-Forwarded-For", "192.0.2.1"), ("Cookie", cookie));
    }

    [Fact]
    public async Task A_forwarded_address_counts_only_from_a_trusted_proxy()
    {
        await using var own = await TestApi.StartAsync(new() { ["SIGN_IN_PER_MINUTE"] = "1" });
        foreach (var (address, status) in new[] { ("192.0.2.1", 401), ("192.0.2.2", 429) })
        {
            Assert.Equal(status, (int)(await FromAsync(own.Client(), address, WrongFor($"{address}@example.org"))).StatusCode);
        }
    }

    [Fact]
    public async Task When_strangers_crowd_the_desk_a_known_device_still_signs_in()
    {
        await using var own = await TestApi.StartAsync();
        var owner = await own.SignedInAsync();
        var limiter = own.Services.GetRequiredService<SignInLimiter>();
        var turns = new List<Task<IDisposable?>>();
        for (var stranger = 0; stranger < 200; stranger++)
        {
            var address = new IPAddress([203, (byte)stranger, 0, 1]);
            turns.Add(limiter.EnterAsync(address, $"{stranger}@example.org", isKnownDevice: false, exists: false, default).AsTask());
        }

        using var refused = await SessionTests.SignInAsync(own.Client());
        await refused.ShouldBeProblemAsync(503, "overloaded");
        Assert.NotNull(refused.Headers.RetryAfter);

        // Whoever has a turn gives it up, until the known device had its own.
        var signingIn = SessionTests.SignInAsync(owner);
        foreach (var turn in turns)
        {
            await Task.WhenAny(turn, signingIn);
            if (signingIn.IsCompleted)
            {
                break;
            }

            (await turn)?.Dispose();
        }

        await (await signingIn).ShouldBeOkAsync();
    }
}
