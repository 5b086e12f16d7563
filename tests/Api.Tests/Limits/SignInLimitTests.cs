using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Tests.Sessions;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>Guessing passwords is slow, whoever does it from wherever.</summary>
public sealed class SignInLimitTests
{
    [Fact]
    public async Task The_eleventh_try_within_a_minute_has_to_wait_also_with_the_right_password()
    {
        await using var own = await TestApi.StartAsync(new() { ["SIGN_IN_PER_MINUTE"] = "10" });
        var client = own.Client();
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await (await SessionTests.SignInAsync(client, """{"email":"nobody@example.org","password":"wrong"}""")).ShouldBeProblemAsync(401, "unauthenticated");
        }

        using var refused = await SessionTests.SignInAsync(client);

        await refused.ShouldBeProblemAsync(429, "rate_limited");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task An_account_is_protected_against_guessing_from_many_addresses()
    {
        await using var own = await TestApi.StartAsync(new() { ["SIGN_IN_PER_MINUTE"] = "2", ["TRUSTED_PROXIES"] = "127.0.0.0/8" });

        async Task<HttpResponseMessage> FromAsync(string address, string email)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session")
            {
                Content = Json.Content($$"""{"email":"{{email}}","password":"wrong"}"""),
                Headers = { { "X-Forwarded-For", address } },
            };
            return await own.Client().SendAsync(request);
        }

        await (await FromAsync("192.0.2.1", "a@example.org")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await FromAsync("192.0.2.2", "A@example.org")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await FromAsync("192.0.2.3", "a@example.org")).ShouldBeProblemAsync(429, "rate_limited");
        await (await FromAsync("192.0.2.3", "b@example.org")).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task A_forwarded_address_counts_only_from_a_trusted_proxy()
    {
        await using var own = await TestApi.StartAsync(new() { ["SIGN_IN_PER_MINUTE"] = "1" });
        foreach (var (address, status) in new[] { ("192.0.2.1", 401), ("192.0.2.2", 429) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session")
            {
                Content = Json.Content($$"""{"email":"{{address}}@example.org","password":"wrong"}"""),
                Headers = { { "X-Forwarded-For", address } },
            };
            Assert.Equal(status, (int)(await own.Client().SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task When_too_many_wait_for_their_passwords_to_be_looked_at_the_rest_is_turned_away()
    {
        await using var own = await TestApi.StartAsync();
        var limiter = own.Services.GetRequiredService<SignInLimiter>();
        var turns = new List<Task<RateLimitLease>>();
        do
        {
            turns.Add(limiter.EnterAsync(default).AsTask());
        }
        while (!(turns[^1].IsCompleted && !(await turns[^1]).IsAcquired));

        using var refused = await SessionTests.SignInAsync(own.Client());

        await refused.ShouldBeProblemAsync(503, "overloaded");
        Assert.NotNull(refused.Headers.RetryAfter);
        foreach (var turn in turns)
        {
            (await turn).Dispose();
        }

        await (await SessionTests.SignInAsync(own.Client())).ShouldBeOkAsync();
    }
}
