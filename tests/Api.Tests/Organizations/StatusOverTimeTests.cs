using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace StatusLevels.Api.Tests.Organizations;

/// <summary>What a status says as time goes by. The tests of this class share one product and its clock, which only goes forward.</summary>
public sealed class StatusOverTimeTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider time = fixture.Time;

    [Fact]
    public async Task Days_left_are_whole_days_rounded_up()
    {
        var (organization, end) = await HoldingBForAsync(10 * Day);

        Assert.Equal(10, await DaysLeftAsync(organization));
        time.Advance(Millisecond);
        Assert.Equal(10, await DaysLeftAsync(organization));
        time.Advance(Day - (2 * Millisecond));
        Assert.Equal(10, await DaysLeftAsync(organization));
        time.Advance(Millisecond);
        Assert.Equal(9, await DaysLeftAsync(organization));
        time.Advance(end - time.GetUtcNow() - Millisecond);
        Assert.Equal(1, await DaysLeftAsync(organization));
    }

    [Fact]
    public async Task A_public_answer_is_kept_no_longer_than_it_is_true()
    {
        var (organization, end) = await HoldingBForAsync(10 * Day);
        time.Advance(end - time.GetUtcNow() - TimeSpan.FromSeconds(12.9));

        using var answer = await fixture.Api.Client().GetAsync($"{organization.Address}/status");

        Assert.Equal("public, max-age=12", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task At_its_end_B_counts_no_more_and_only_those_inside_still_see_it()
    {
        var (organization, end) = await HoldingBForAsync(10 * Day);
        time.Advance(end - time.GetUtcNow());

        var anyones = await organization.StatusAsync(fixture.Api.Client());
        var admins = await organization.StatusAsync(await fixture.Api.SignedInAsync());

        Assert.Equal("0", anyones.Text("current_level"));
        Assert.Empty(anyones.GetProperty("active_levels").EnumerateArray());
        Assert.Equal("0", admins.Text("current_level"));
        var suspended = admins.GetProperty("active_levels")[0];
        Assert.Equal(("B", "suspended"), (suspended.Text("level"), suspended.Text("state")));
        Assert.False(suspended.GetProperty("is_active").GetBoolean());
        Assert.False(suspended.GetProperty("can_use_badge").GetBoolean());
        Assert.Equal(0, suspended.GetProperty("days_until_expiry").GetInt32());
    }

    [Fact]
    public async Task A_suspended_B_comes_back_with_a_verification()
    {
        var (organization, end) = await HoldingBForAsync(10 * Day);
        time.Advance(end - time.GetUtcNow() + (29 * Day));
        var again = organization.By(await fixture.Api.SignedInAsync());

        var verified = await (await again.VerifyAsync()).ShouldBeOkAsync();

        Assert.Equal("active", verified.Text("state"));
        Assert.Equal("B", (await again.StatusAsync(fixture.Api.Client())).Text("current_level"));
        var history = (await again.HistoryAsync()).GetProperty("history");
        Assert.Equal(["restored", "renewed", "suspended", "granted"], history.EnumerateArray().Select(entry => entry.Text("action")));
        Assert.Equal(end, history[2].GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, history[2].GetProperty("performed_by").ValueKind);
    }

    private async Task<(TestOrganization Organization, DateTimeOffset End)> HoldingBForAsync(TimeSpan duration)
    {
        var organization = new TestOrganization(fixture.Api, await fixture.Api.SignedInAsync());
        var end = time.GetUtcNow() + duration;
        var wire = end.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        await (await organization.GrantAsync($$"""{"level":"B","valid_until":"{{wire}}"}""")).ShouldBeOkAsync();
        return (organization, end);
    }

    private async Task<int> DaysLeftAsync(TestOrganization organization) =>
        (await organization.StatusAsync(fixture.Api.Client())).GetProperty("active_levels")[0].GetProperty("days_until_expiry").GetInt32();
}
