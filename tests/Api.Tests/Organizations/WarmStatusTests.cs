using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Organizations;

namespace StatusLevels.Api.Tests.Organizations;

/// <summary>The short way to the public status of an organization in memory says what the long way says, at every instant.</summary>
public sealed class WarmStatusTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // A tag that nobody holds sends a request along the long way.
    private static readonly (string, string) LongWay = ("If-None-Match", "\"none\"");

    private readonly FakeTimeProvider time = fixture.Time;
    private readonly WarmAnswers warm = fixture.Api.Services.GetRequiredService<WarmAnswers>();

    [Fact]
    public async Task What_is_in_memory_is_answered_without_a_call_and_only_that()
    {
        var (organization, anyone) = await HoldingAsync(StandingBy(100 * Day));
        Assert.Equal(3, await AnsweredWarmAsync(3, () => LevelAsync(organization, anyone)));
        Assert.Equal(0, await AnsweredWarmAsync(3, () => WholeAsync(anyone, organization, LongWay)));

        // The first one who asks for what nobody touched brings it into memory.
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

        foreach (var _ in Enumerable.Range(0, 3))
        {
            var longWay = await WholeAsync(anyone, organization, [.. wish, LongWay]);
            Assert.Equal(1, await AnsweredWarmAsync(1, async () => Assert.Equal(longWay, await WholeAsync(anyone, organization, wish))));
        }
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
        var before = warm.Count;

        await (await anyone.GetAsync(address, ("Authorization", "Bearer slk_unknown"))).ShouldBeProblemAsync(401, "unauthenticated");
        await (await anyone.GetAsync($"{address}?at=2026-03-01T12:00:00Z", [])).ShouldBeProblemAsync(401, "unauthenticated");
        Assert.True((await organization.StatusAsync()).GetProperty("can_manage").GetBoolean());
        Assert.Equal(before, warm.Count);
        using var head = await anyone.AskAsync(HttpMethod.Head, address, null);
        Assert.Equal(200, (int)head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>How many of these requests were answered the short way.</summary>
    private async Task<long> AnsweredWarmAsync(int times, Func<Task> ask)
    {
        var before = warm.Count;
        foreach (var _ in Enumerable.Range(0, times))
        {
            await ask();
        }

        return warm.Count - before;
    }

    private static async Task<(string Level, int Version)> LevelAsync(TestOrganization organization, HttpClient reader)
    {
        var status = await organization.StatusAsync(reader);
        return (status.Text("current_level"), status.GetProperty("version").GetInt32());
    }

    private static async Task<int> DaysAsync(TestOrganization organization, HttpClient reader) =>
        (await organization.StatusAsync(reader)).GetProperty("active_levels")[0].GetProperty("days_until_expiry").GetInt32();

    /// <summary>Every header but the time, and the body.</summary>
    private static async Task<string> WholeAsync(HttpClient client, TestOrganization organization, params (string, string)[] headers)
    {
        using var answer = await client.GetAsync($"{organization.Address}/status", headers);
        var lines = answer.Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal);
        return $"{(int)answer.StatusCode}\n{string.Join('\n', lines)}\n{await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }

    private string StandingBy(TimeSpan duration) => $$"""{"level":"B","valid_until":"{{time.GetUtcNow() + duration:O}}"}""";

    private async Task<(TestOrganization Organization, HttpClient Anyone)> HoldingAsync(string grant)
    {
        var organization = new TestOrganization(fixture.Api, await fixture.Api.SignedInAsync());
        await (await organization.GrantAsync(grant)).ShouldBeOkAsync();
        return (organization, fixture.Api.Client());
    }
}
