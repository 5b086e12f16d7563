using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Problems;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>A bug in front of the limits is nobody's as often as they like, and does not fill the log.</summary>
public sealed class EarlyCrashTests
{
    private const string Info = "/api/status-levels/info";

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private Task<TestApi> StartAsync() => TestApi.StartAsync(
        new() { ["PUBLIC_PER_MINUTE"] = "3", ["TRUSTED_PROXIES"] = "127.0.0.0/8" },
        time,
        services: services => services.AddScoped<IAuthenticationHandlerProvider, Broken>());

    private static Task<HttpResponseMessage> AskAsync(TestApi api, string from) => api.Client().GetAsync(Info, ("X-Forwarded-For", from));

    [Fact]
    public async Task Crashes_are_counted_by_address_and_too_many_are_429()
    {
        await using var api = await StartAsync();
        for (var crash = 0; crash < 3; crash++)
        {
            await (await AskAsync(api, "198.51.100.1")).ShouldBeProblemAsync(500, "internal_error");
        }

        await (await AskAsync(api, "198.51.100.1")).ShouldBeProblemAsync(429, "rate_limited");
        await (await AskAsync(api, "198.51.100.2")).ShouldBeProblemAsync(500, "internal_error");
    }

    [Fact]
    public async Task The_same_crash_is_told_in_full_once_a_second_and_the_others_by_their_number()
    {
        await using var api = await StartAsync();
        for (var crash = 0; crash < 5; crash++)
        {
            using var answer = await AskAsync(api, $"198.51.100.{crash}");
        }

        Assert.Single(InFull());
        time.Advance(CrashLog.Period);
        Assert.Equal(2, InFull().Length);
        Assert.Contains(api.Log.Lines, line => line.Text.StartsWith("The same happened 3 times more", StringComparison.Ordinal));

        (LogLevel, string)[] InFull() => [.. api.Log.Lines.Where(line => line.Text.Contains("a bug of ours", StringComparison.Ordinal))];
    }

    private sealed class Broken : IAuthenticationHandlerProvider
    {
        public Task<IAuthenticationHandler?> GetHandlerAsync(HttpContext context, string authenticationScheme) =>
            throw new InvalidOperationException("a bug of ours");
    }
}
