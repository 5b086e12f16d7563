using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.StatusLevel;

namespace StatusLevels.Domain.Tests.Rules;

public sealed class GrantTests
{
    [Fact]
    public void An_untouched_organization_holds_nothing_and_nothing_is_due()
    {
        var story = Story.Begins();
        story.ThenCounting("");
        Assert.Null(story.Book.NextDue);
        Assert.Empty(story.Book.Timeline(story.Now, story.Catalog));
    }

    [Fact]
    public void An_admin_grants_A_without_an_end()
    {
        var story = Story.Begins().When(Grant(A)).Then("A granted").ThenCounting("A");
        Assert.Null(story.Book.CountsUntil(A));
    }

    [Fact]
    public void An_admin_grants_A_with_an_end_and_the_notices_on_the_way_are_planned() =>
        Story.Begins().When(Grant(A, Story.Start.AddDays(45))).Then("A granted", "planned: A 30, A 7, A 1");

    [Fact]
    public void A_service_grants_A_to_a_subscription_and_no_person_did_it()
    {
        var story = Story.Begins().When(Grant(A, subscription: "s1"), Story.Payments).Then("s1 is known", "A auto_granted");
        Assert.Equal("s1", Assert.Single(story.Entries).Metadata.SubscriptionId);
    }

    [Fact]
    public void B_without_a_date_lasts_18_calendar_months()
    {
        var story = Story.Begins().When(Grant(B)).Then("B granted", "planned: B 60, B 30, B 7, B 1").ThenCounting("B");
        Assert.Equal(Story.Instant("2027-09-01T00:00:00Z"), story.Book.CountsUntil(B));
    }

    [Theory]
    [InlineData("2025-08-31T12:00:00Z", "2027-02-28T12:00:00Z")]
    [InlineData("2026-08-31T12:00:00Z", "2028-02-29T12:00:00Z")]
    [InlineData("2024-02-29T12:00:00Z", "2025-08-29T12:00:00Z")]
    [InlineData("2026-12-31T23:59:59.999Z", "2028-06-30T23:59:59.999Z")]
    public void Calendar_months_clamp_to_the_last_day_of_a_shorter_month(string granted, string end)
    {
        var story = Story.Begins(granted).When(Grant(B));
        Assert.Equal(Story.Instant(end), story.Book.CountsUntil(B));
    }

    [Fact]
    public void Instants_are_truncated_to_milliseconds_when_they_enter()
    {
        var story = Story.Begins().At(Story.Start.AddTicks(9_999)).When(Grant(A, Story.Start.AddDays(90).AddTicks(19_999)));
        Assert.Equal(Story.Start.AddDays(90).AddMilliseconds(1), story.Book.CountsUntil(A));
        Assert.Equal(Story.Start, story.Entries[0].RecordedAt);
    }

    [Fact]
    public void Instants_of_other_offsets_are_the_same_instants_in_UTC()
    {
        var story = Story.Begins("2026-03-01T03:00:00+03:00").When(Grant(A, Story.Instant("2026-06-01T05:00:00+05:00")));
        Assert.Equal(Story.Instant("2026-06-01T00:00:00Z"), story.Book.CountsUntil(A));
        Assert.Equal(TimeSpan.Zero, story.Book.CountsUntil(A)!.Value.Offset);
        Assert.Contains("\"recorded_at\":\"2026-03-01T00:00:00.000Z\"", story.Entries[0].Canonical, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(A)]
    [InlineData(B)]
    public void A_level_that_is_already_active_is_not_granted_again(StatusLevel level) =>
        Story.Begins().Given(Grant(level)).After(days: 1).When(Grant(level)).ThenRefused("level_already_active");

    [Fact]
    public void C_that_is_already_active_is_not_granted_again() =>
        Story.Begins().Given(Grant(B)).Given(Grant(C)).When(Grant(C)).ThenRefused("level_already_active");

    [Fact]
    public void A_that_a_subscription_holds_takes_a_manual_claim_beside_it_once() =>
        Story.Begins().Given(Subscription(SubscriptionStatus.Active))
            .When(Grant(A)).Then("A granted")
            .When(Grant(A)).ThenRefused("level_already_active")
            .When(Grant(A, subscription: "s1")).ThenRefused("level_already_active");

    [Theory]
    [InlineData(A, 0, "valid_until_in_past")]
    [InlineData(A, -1, "valid_until_in_past")]
    [InlineData(B, 0, "valid_until_in_past")]
    [InlineData(B, -86_400_000, "valid_until_in_past")]
    public void An_end_that_is_not_ahead_is_refused(StatusLevel level, int milliseconds, string code) =>
        Story.Begins().When(Grant(level, Story.Start.AddMilliseconds(milliseconds))).ThenRefused(code);

    [Fact]
    public void An_end_one_millisecond_ahead_is_accepted_and_half_a_millisecond_is_none() =>
        Story.Begins()
            .When(Grant(A, Story.Start.AddTicks(5_000))).ThenRefused("valid_until_in_past")
            .When(Grant(A, Story.Start.AddMilliseconds(1))).Then("A granted").ThenCounting("A")
            .After(milliseconds: 1).ThenCounting("");

    [Theory]
    [InlineData(A)]
    [InlineData(B)]
    public void An_end_over_ten_years_ahead_is_refused_and_ten_years_are_not(StatusLevel level) =>
        Story.Begins()
            .When(Grant(level, Story.Start.AddYears(10).AddMilliseconds(1))).ThenRefused("valid_until_too_far")
            .When(Grant(level, DateTimeOffset.MaxValue)).ThenRefused("valid_until_too_far")
            .When(Grant(level, Story.Start.AddYears(10))).ThenEntries($"{level} granted");

    [Fact]
    public void C_without_a_counting_B_is_refused() =>
        Story.Begins().When(Grant(C)).ThenRefused("level_c_requires_b");

    [Fact]
    public void C_with_a_suspended_B_is_refused() =>
        Story.Begins().Given(Grant(B)).After(days: 600).When(Grant(C)).ThenRefused("level_c_requires_b");

    [Fact]
    public void C_with_a_date_is_refused() =>
        Story.Begins().Given(Grant(B)).When(Grant(C, Story.Start.AddDays(30))).ThenRefused("level_c_never_expires");

    [Fact]
    public void An_admin_grants_C_on_judgement_and_the_values_of_the_criteria_are_recorded()
    {
        var story = Story.Begins().Given(Grant(B)).Given(PoorMetrics(Story.Start)).When(Grant(C)).Then("C granted").ThenCounting("B,C");
        Assert.True(story.Book.C!.OnJudgement);
        var criteria = story.Entries[^1].Metadata.Criteria!;
        Assert.Equal((false, 3, 15, 85m, 85m, "test-1"), (
            criteria.Met, criteria.ReviewCount!.Value, criteria.ReviewCountRequired, criteria.ResponseRate!.Value,
            criteria.ResponseRateRequired,
            criteria.CatalogVersion));
    }

    [Fact]
    public void A_suspended_B_may_be_granted_anew_and_C_comes_back_with_it()
    {
        var story = Story.Begins().Given(Grant(B)).Given(Grant(C));
        var first = story.Book.B!.Id;
        story.At("2027-09-01T00:00:00Z").WhenTicking().ThenEntries("B suspended (validity_ended)", "C suspended (level_b_suspended)")
            .After(days: 5).When(Grant(B)).Then("B granted", "planned: B 60, B 30, B 7, B 1", "C restored (level_b_restored)")
            .ThenCounting("B,C");
        Assert.NotEqual(first, story.Book.B!.Id);
        Assert.Equal(Story.Instant("2029-03-06T00:00:00Z"), story.Book.CountsUntil(B));
    }

    [Fact]
    public void C_is_granted_with_B_when_metrics_not_older_than_seven_days_meet_the_criteria()
    {
        Story.Begins().Given(Metrics(Story.Start)).After(days: 7).When(Grant(B))
            .ThenEntries("B granted", "C auto_granted (criteria_met)");
        Story.Begins().Given(Metrics(Story.Start)).After(days: 7, milliseconds: 1).When(Grant(B)).ThenEntries("B granted");
        Story.Begins().Given(PoorMetrics(Story.Start)).When(Grant(B)).ThenEntries("B granted");
    }
}
