using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Security;
using StatusLevels.Api.Tests.Security;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>
/// Whoever fails to prove who they are is counted by address, before anybody is asked. Each test has addresses of its own.
/// </summary>
public sealed class FailedCredentialTests(LimitedApi limited) : IClassFixture<LimitedApi>
{
    private const string Info = "/api/status-levels/info";
    private const string Webhook = "/api/webhooks/subscription-status-changed";

    private async Task<HttpResponseMessage> AskAsync(
        string from, string path, string? body = null, params (string Name, string Value)[] headers) =>
        await limited.Api.Client().AskAsync(
            body is null ? HttpMethod.Get : HttpMethod.Post, path, body, [("X-Forwarded-For", from), .. headers]);

    public static TheoryData<string, string, string?, string> Failures() => new()
    {
        { "198.51.100.1", Info, null, "Authorization=Bearer slk_nobody-has-this-key" },
        { "198.51.100.2", "/api/admin/users", null, "Authorization=Bearer eyJhbGciOiJub25lIn0.e30." },
        { "198.51.100.3", "/api/admin/users", null, "Cookie=session_id=bogus" },
        { "198.51.100.4", Webhook, "{}", "webhook-id=a;webhook-timestamp=1;webhook-signature=v1,x" },
        { "198.51.100.5", "/api/admin/users", null, "Accept=*/*" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_first_failures_are_401_and_too_many_are_429_with_the_rest_of_the_minute(
        string from, string path, string? body, string headers)
    {
        (string, string)[] sent = [.. headers.Split(';').Select(header => (header.Split('=', 2)[0], header.Split('=', 2)[1]))];
        for (var failure = 0; failure < 3; failure++)
        {
            await (await AskAsync(from, path, body, sent)).ShouldBeProblemAsync(401, "unauthenticated");
        }

        using var refused = await AskAsync(from, path, body, sent);
        await refused.ShouldBeProblemAsync(429, "rate_limited");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        var elsewhere = from.Replace("198.51.100", "203.0.113", StringComparison.Ordinal);
        await (await AskAsync(elsewhere, path, body, sent)).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task What_is_public_and_credentials_that_are_right_get_through_beside_failures()
    {
        using var service = await limited.ServiceAsync(Scopes.StatusWrite);
        service.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.20");
        await (await service.GetAsync(Info)).ShouldBeOkAsync();
        for (var failure = 0; failure < 5; failure++)
        {
            using var _ = await AskAsync("198.51.100.20", Info, null, SecuredApi.Bearer($"slk_made-up-{failure}"));
        }

        await (await service.GetAsync(Info)).ShouldBeOkAsync();
        await (await AskAsync("198.51.100.20", Info)).ShouldBeOkAsync();
    }

    [Fact]
    public async Task A_token_whose_issuer_is_away_counts_as_well_and_one_that_is_good_gets_through_when_it_is_back()
    {
        await using var issuer = await TestIssuer.StartAsync();
        issuer.IsAway = true;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var api = await TestApi.StartAsync(
            new()
            {
                ["PUBLIC_PER_MINUTE"] = "3",
                ["OIDC_AUTHORITY"] = issuer.Authority,
                ["OIDC_AUDIENCE"] = TestIssuer.Audience,
                ["TRUSTED_PROXIES"] = "127.0.0.0/8",
            },
            time);
        using var client = api.Client();
        var bearer = SecuredApi.Bearer(issuer.Token(issuer.Claims("somebody", time.GetUtcNow())));
        for (var failure = 0; failure < 3; failure++)
        {
            await (await AskAsync("198.51.100.50")).ShouldBeProblemAsync(503, "issuer_unavailable");
        }

        await (await AskAsync("198.51.100.50")).ShouldBeProblemAsync(429, "rate_limited");
        await (await AskAsync("198.51.100.51")).ShouldBeProblemAsync(503, "issuer_unavailable");

        issuer.IsAway = false;
        time.Advance(IssuerKeys.FirstPause);
        await (await AskAsync("198.51.100.50")).ShouldBeProblemAsync(403, "forbidden");

        Task<HttpResponseMessage> AskAsync(string from) => client.GetAsync("/api/admin/users", ("X-Forwarded-For", from), bearer);
    }

    [Fact]
    public async Task After_too_many_failures_a_made_up_key_is_looked_up_no_more()
    {
        for (var failure = 0; failure < 3; failure++)
        {
            using var _ = await AskAsync("198.51.100.30", Info, null, SecuredApi.Bearer($"slk_made-up-too-{failure}"));
        }

        // Whoever asked now would wait for the table.
        await using var held = await HeldTable.LockAsync(limited.Api.Database, "api_keys", "access exclusive");
        await (await AskAsync("198.51.100.30", Info, null, SecuredApi.Bearer("slk_another"))).ShouldBeProblemAsync(429, "rate_limited");
    }

    [Fact]
    public async Task A_key_that_nobody_has_is_looked_up_once_a_second()
    {
        await (await AskAsync("198.51.100.40", Info, null, SecuredApi.Bearer("slk_the-same"))).ShouldBeProblemAsync(401, "unauthenticated");

        await using var held = await HeldTable.LockAsync(limited.Api.Database, "api_keys", "access exclusive");
        await (await AskAsync("198.51.100.41", Info, null, SecuredApi.Bearer("slk_the-same"))).ShouldBeProblemAsync(401, "unauthenticated");
    }
}
