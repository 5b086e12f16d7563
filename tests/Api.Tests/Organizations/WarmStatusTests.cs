using Microsoft.Extensions.Time.Testing;

namespace StatusLevels.Api.Tests.Organizations;

/// <summary>The short way to the public status of an organization in memory says what the long way says, at every instant.</summary>
public sealed class WarmStatusTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    private const string TagOfIt = "its tag";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider time = fixture.Time;
    private readonly StatusWays ways = new(fixture.Api);

    public static TheoryData<string, string, string> BrowsersSay => new()
    {
        { "", "Origin", ApiWithClock.FrontEnd },
        { "", "Origin", "https://elsewhere.example.org" },
        { "", "Origin", "null" },
        { "", "Origin", "" },
        { "", "Cookie", "_ga=GA1.2.3; theme=dark" },
        { "", "Cookie", "session_id=made-up.signature; session_ids=1" },
        { "", "Cookie", "session_id=" },
        { "", "Accept-Encoding", "gzip, deflate, br, zstd" },
        { "", "Accept-Language", "ru-RU,ru;q=0.9,en;q=0.8" },
        { "", "If-None-Match", "*" },
        { "", "If-None-Match", "\"none\"" },
        { "", "If-None-Match", "nonsense" },
        { "", "If-None-Match", TagOfIt },
        { "", "If-None-Match", $"W/{TagOfIt}, \"none\"" },
        { "?lang=ru", "Accept", "text/html" },
        { "?utm_source=a&utm_source=b", "Sec-Fetch-Site", "cross-site" },
    };

    [Fact]
    public async Task What_is_in_memory_is_answered_without_a_call_and_only_that()
    {
        var (organization, anyone) = await HoldingAsync(StandingBy(100 * Day));
        var longWay = await ways.LongWayAsync();
        Assert.Equal(3, await AnsweredWarmAsync(3, () => LevelAsync(organization, anyone)));
        Assert.Equal((0, 0), await ways.CountAsync(3, () => WholeAsync(anyone, organization, longWay)));

        var untouched = new TestOrganization(fixture.Api, anyone);
        Assert.Equal(0, await AnsweredWarmAsync(1, () => LevelAsync(untouched, anyone)));
    }

    [Fact]
    public async Task What_is_about_to_end_goes_the_long_way()
    {
        var (organization, anyone) = await HoldingAsync(StandingBy(3 * Day));
        using var member = await fixture.Api.SignedInAsync();
        var timeline = await (await member.GetAsync($"{organization.Address}/status/timeline")).ShouldBeOkAsync();
        time.Advance(timeline.GetProperty("items")[0].GetProperty("at").GetDateTimeOffset() - time.GetUtcNow() - TimeSpan.FromSeconds(31));
        Assert.Equal(1, await AnsweredWarmAsync(1, () => LevelAsync(organization, anyone)));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await AnsweredWarmAsync(1, () => LevelAsync(organization, anyone)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ru-RU, en;q=0.5")]
    [InlineData("nonsense;;")]
    public async Task Both_ways_give_the_same_answer_to_the_byte(string? language)
    {
        var (organization, anyone) = await HoldingAsync(StandingBy(100 * Day));
        (string, string)[] wish = language is null ? [] : [("Accept-Language", language)];
        var longWay = await ways.LongWayAsync();

        foreach (var _ in Enumerable.Range(0, 3))
        {
            var whole = await WholeAsync(anyone, organization, [.. wish, longWay]);
            Assert.Equal(1, await AnsweredWarmAsync(1, async () => Assert.Equal(whole, await WholeAsync(anyone, organization, wish))));
        }
    }

    [Theory]
    [MemberData(nameof(BrowsersSay))]
    public async Task What_browsers_send_along_keeps_nobody_from_memory_and_changes_no_answer(string query, string name, string value)
    {
        var (organization, anyone) = await HoldingAsync(StandingBy(100 * Day));
        var address = $"{organization.Address}/status{query}";
        using var first = await anyone.GetAsync(address, []);
        (string Name, string Value)[] said = [(name, value.Replace(TagOfIt, first.Tag(), StringComparison.Ordinal))];
        var ended = await ways.LongWayAsync();

        // There is one Cookie in a request.
        var longWay = name == ended.Name ? [(name, $"{value}; {ended.Value}")] : said.Append(ended).ToArray();
        var whole = await StatusWays.WholeAsync(anyone, address, longWay);

        Assert.Equal(
            2, await AnsweredWarmAsync(2, async () => Assert.Equal(whole, await StatusWays.WholeAsync(anyone, address, said))));
        var isHeld = value.Contains(TagOfIt, StringComparison.Ordinal) || value == "*";
        Assert.StartsWith(isHeld ? "304" : "200", whole, StringComparison.Ordinal);
        Assert.Equal(value == ApiWithClock.FrontEnd, whole.Contains("Access-Control-Allow-Origin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Languages_do_not_get_into_each_others_way()
    {
        var (organization, anyone) = await HoldingAsync(StandingBy(100 * Day));

        foreach (var language in new[] { "en", "ru", "en" })
        {
            Assert.Contains(
                $".{language}.", (await anyone.GetAsync($"{organization.Address}/status", ("Accept-Language", language))).Tag(),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_change_is_seen_by_whoever_asks_after_its_answer()
    {
        var (organization, anyone) = await HoldingAsync(StandingBy(100 * Day));

        for (var version = 2; version < 30; version += 2)
        {
            await (await organization.RevokeAsync("B")).ShouldBeOkAsync();
            Assert.Equal(("0", version), await LevelAsync(organization, anyone));
            await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();
            Assert.Equal(("B", version + 1), await LevelAsync(organization, anyone));
        }
    }

    [Fact]
    public async Task Time_that_passes_is_seen_at_once()
    {
        var (organization, anyone) = await HoldingAsync(StandingBy(3 * Day));
        Assert.Equal(3, await DaysAsync(organization, anyone));

        time.Advance(Day);
        Assert.Equal(2, await DaysAsync(organization, anyone));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, await DaysAsync(organization, anyone));
        time.Advance(2 * Day - TimeSpan.FromMilliseconds(2));
        Assert.Equal(1, await DaysAsync(organization, anyone));
        Assert.Equal("B", (await LevelAsync(organization, anyone)).Level);

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("0", (await LevelAsync(organization, anyone)).Level);
    }

    [Fact]
    public async Task Whoever_proves_something_or_asks_for_more_is_not_answered_in_passing()
    {
        var (organization, anyone) = await HoldingAsync(StandingBy(100 * Day));
        var address = $"{organization.Address}/status";
        await LevelAsync(organization, anyone);

        Assert.Equal(0, await AnsweredWarmAsync(1, async () =>
        {
            await (await anyone.GetAsync(address, ("Authorization", "Bearer slk_unknown"))).ShouldBeProblemAsync(401, "unauthenticated");
            await (await anyone.GetAsync($"{address}?At=2026-03-01T12:00:00Z", [])).ShouldBeProblemAsync(401, "unauthenticated");
            Assert.True((await organization.StatusAsync()).GetProperty("can_manage").GetBoolean());
        }));
        using var head = await anyone.AskAsync(HttpMethod.Head, address, null);
        Assert.Equal(200, (int)head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>How many of these requests were answered the short way.</summary>
    private async Task<long> AnsweredWarmAsync(int times, Func<Task> ask) => (await ways.CountAsync(times, ask)).Warm;

    private static async Task<(string Level, int Version)> LevelAsync(TestOrganization organization, HttpClient reader)
    {
        var status = await organization.StatusAsync(reader);
        return (status.Text("current_level"), status.GetProperty("version").GetInt32());
    }

    private static async Task<int> DaysAsync(TestOrganization organization, HttpClient reader) =>
        (await organization.StatusAsync(reader)).GetProperty("active_levels")[0].GetProperty("days_until_expiry").GetInt32();

    private static Task<string> WholeAsync(HttpClient client, TestOrganization organization, params (string, string)[] headers) =>
        StatusWays.WholeAsync(client, $"{organization.Address}/status", headers);

    private string StandingBy(TimeSpan duration) => $$"""{"level":"B","valid_until":"{{time.GetUtcNow() + duration:O}}"}""";

    private async Task<(TestOrganization Organization, HttpClient Anyone)> HoldingAsync(string grant)
    {
        var organization = new TestOrganization(fixture.Api, await fixture.Api.SignedInAsync());
        await (await organization.GrantAsync(grant)).ShouldBeOkAsync();
        return (organization, new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = fixture.Api.Address });
    }
}
