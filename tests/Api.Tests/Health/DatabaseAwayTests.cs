using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Health;

/// <summary>The database is away for a while.</summary>
public sealed class DatabaseAwayTests
{
    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static long? Age(HttpResponseMessage answer) =>
        answer.Headers.Age is { } age ? (long)age.TotalSeconds : null;

    /// <summary>Asks until it is so; how long that took.</summary>
    private static async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        var begun = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(holds, Patience, what);
        return Stopwatch.GetElapsedTime(begun);
    }

    [Fact]
    public async Task What_is_in_memory_is_read_with_its_age_changes_are_503_and_all_resumes_by_itself()
    {
        var (api, proxy) = await TestApi.StartBehindProxyAsync();
        await using var _ = api;
        await using var __ = proxy;
        using var admin = await api.SignedInAsync();
        using var anyone = api.Client();
        var (warm, changed, cold) = (new TestOrganization(api, admin), new TestOrganization(api, admin), Guid.NewGuid());
        foreach (var organization in new[] { warm, changed })
        {
            await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        }

        using (var before = await anyone.GetAsync($"{warm.Address}/status", []))
        {
            Assert.Null(Age(before));
        }

        await proxy.RefuseAsync();

        // Warm organizations are read, soon with their age, which grows.
        await UntilAsync(async () => Age(await anyone.GetAsync($"{warm.Address}/status", [])) is not null);
        using (var first = await anyone.GetAsync($"{warm.Address}/status", []))
        {
            Assert.Equal("A", (await first.ShouldBeOkAsync()).Text("current_level"));
            await UntilAsync(async () => Age(await anyone.GetAsync($"{warm.Address}/status", [])) > Age(first));
            using var held = await anyone.GetAsync($"{warm.Address}/status", ("If-None-Match", first.Tag()));
            Assert.Equal(HttpStatusCode.NotModified, held.StatusCode);
            Assert.NotNull(Age(held));
        }

        // A passport shows the level, and leaves out what is nowhere but in the database.
        using (var passport = await anyone.GetAsync($"/organizations/{warm.Id}", []))
        {
            Assert.Equal(HttpStatusCode.OK, passport.StatusCode);
            Assert.NotNull(Age(passport));
            var page = await passport.Content.ReadAsStringAsync();
            Assert.Contains("<strong>Level A</strong>", page, StringComparison.Ordinal);
            Assert.Contains("cannot be reached", page, StringComparison.Ordinal);
            Assert.DoesNotContain("What happened so far", page, StringComparison.Ordinal);
        }

        // Changes and what is not in memory are 503 with a pause, and nothing hangs.
        foreach (var ask in new Func<Task<HttpResponseMessage>>[]
        {
            () => changed.GrantAsync("""{"level":"B"}"""), () => changed.RevokeAsync("A"),
            () => anyone.GetAsync($"/api/organizations/{cold}/status", []),
        })
        {
            var begun = Stopwatch.GetTimestamp();
            using var refused = await ask();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains((await refused.ReadJsonAsync()).Text("code"), new[] { "database_unavailable", "outcome_unknown" });
            Assert.InRange(int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture), 1, 60);
            Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }

        Assert.Equal("A", (await (await anyone.GetAsync($"{warm.Address}/status", [])).ShouldBeOkAsync()).Text("current_level"));
        proxy.Accept();

        // Within 5 s of its return all is as before.
        var took = await UntilAsync(
            async () => (await changed.GrantAsync("""{"level":"B"}""")).StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict);
        took += await UntilAsync(
            async () => (await anyone.GetAsync($"/api/organizations/{cold}/status", [])).StatusCode == HttpStatusCode.OK);
        took += await UntilAsync(async () => Age(await anyone.GetAsync($"{warm.Address}/status", [])) is null);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal("B", (await changed.StatusAsync(anyone)).Text("current_level"));
    }
}
