using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.StatusLevel;
using static StatusLevels.Grains.Domain.SubscriptionStatus;

namespace StatusLevels.Domain.Tests.Rules;

public sealed class TimeTests
{
    private static readonly DateTimeOffset EndOfB = Story.Instant("2027-09-01T00:00:00Z");

    [Theory]
    [InlineData(60)]
    [InlineData(30)]
    [InlineData(7)]
    [InlineData(1)]
    public void A_notice_is_raised_at_exactly_its_days_before_the_end_and_not_a_millisecond_earlier(int days)
    {
        var story = Story.Begins().Given(Grant(B));
        foreach (var earlier in new[] { 60, 30, 7 }.Where(point => point > days))
        {
            story.At(EndOfB.AddDays(-earlier)).WhenTicking();
        }

        story.At(EndOfB.AddDays(-days).AddMilliseconds(-1)).WhenTicking().ThenNothing()
            .After(milliseconds: 1).WhenTicking().Then($"raised: B {days}")
            .WhenTicking().ThenNothing();
    }

    [Fact]
    public void After_an_outage_only_the_nearest_of_several_overdue_points_is_raised() =>
        Story.Begins().Given(Grant(B)).At(EndOfB.AddDays(-6)).WhenTicking().Then("superseded: B 60", "superseded: B 30", "raised: B 7");

    [Fact]
    public void When_the_end_itself_is_past_every_overdue_point_is_superseded() =>
        Story.Begins().Given(Grant(B)).At(EndOfB.AddDays(3)).WhenTicking()
            .Then("superseded: B 60", "superseded: B 30", "superseded: B 7", "superseded: B 1", "B suspended (validity_ended)");

    [Fact]
    public void Points_already_past_when_the_date_is_set_do_not_exist() =>
        Story.Begins()
            .When(Grant(A, Story.Start.AddDays(30))).Then("A granted", "planned: A 7, A 1")
            .When(Grant(B, Story.Start.AddHours(24))).Then("B granted");

    [Fact]
    public void The_key_of_a_notice_names_the_entry_that_set_the_date()
    {
        var story = Story.Begins().Given(Grant(A)).Given(Grant(B)).Given(Renew(B));
        Assert.All(story.Book.Notices, notice => Assert.Equal(3, notice.Schedule));
    }

    [Fact]
    public void Grace_notices_are_raised_on_days_1_7_and_13()
    {
        var story = Story.Begins().Given(Subscription(Active)).Given(Subscription(PastDue));
        foreach (var day in new[] { 1, 7, 13 })
        {
            story.At(Story.Start.AddDays(day).AddMilliseconds(-1)).WhenTicking().ThenNothing()
                .After(milliseconds: 1).WhenTicking().Then($"raised: s1 day {day}");
        }
    }

    [Fact]
    public void An_end_is_exclusive_whether_or_not_a_tick_has_run()
    {
        var story = Story.Begins().Given(Subscription(Active)).Given(Grant(B)).Given(Grant(C)).Given(
            Subscription(Canceled, periodEnd: EndOfB));
        story.At(EndOfB.AddMilliseconds(-1)).ThenCounting("A,B,C").At(EndOfB).ThenCounting("");
        Assert.Equal([], story.Book.At(EndOfB, story.Catalog).CountingLevels(EndOfB));
        story.WhenTicking().ThenCounting("");
    }

    [Fact]
    public void Of_equal_instants_A_ends_before_B_before_C()
    {
        var end = Story.Start.AddDays(30);
        var story = Story.Begins().Given(Grant(B, end)).Given(Metrics(Story.Start)).Given(PoorMetrics(Story.Start)).Given(Grant(A, end));
        story.At(end).WhenTicking().ThenEntries(
            "A expired (validity_ended)", "B suspended (validity_ended)", "C suspended (level_b_suspended)", "C degraded (criteria_unmet)");
        Assert.All(story.Entries.TakeLast(4), entry => Assert.Equal((end, ""), (entry.EffectiveAt, string.Concat(entry.LevelsAfter))));
    }

    [Fact]
    public void Several_ends_overdue_by_three_days_settle_in_due_order_each_with_its_own_instant()
    {
        var story = Story.Begins()
            .Given(Grant(A, Story.Start.AddDays(12))).Given(Subscription(Active)).Given(Subscription(PastDue, graceDays: 10))
            .Given(Grant(B, Story.Start.AddDays(11))).Given(Metrics(Story.Start)).Given(PoorMetrics(Story.Start))
            .At(Story.Start.AddDays(42)).When(Grant(A));
        story.ThenEntries(
            "B suspended (validity_ended)", "C suspended (level_b_suspended)", "A expired (validity_ended)", "C degraded (criteria_unmet)",
            "B expired (restoration_period_ended)", "A granted");
        Assert.Equal([11, 11, 12, 30, 41, 42], story.Entries.TakeLast(6).Select(entry => (entry.EffectiveAt - Story.Start).Days));
        Assert.All(story.Entries.TakeLast(6), entry => Assert.Equal(story.Now, entry.RecordedAt));
        Assert.Equal(["A", "A", "", "", "", "A"], story.Entries.TakeLast(6).Select(entry => string.Concat(entry.LevelsAfter)));
    }

    [Fact]
    public void Ends_of_all_three_levels_overdue_by_three_days_settle_in_one_write()
    {
        var end = Story.Start.AddDays(30);
        var story = Story.Begins().Given(Subscription(Active)).Given(Grant(B, end)).Given(Metrics(Story.Start))
            .Given(PoorMetrics(Story.Start))
            .Given(Subscription(Canceled, periodEnd: end.AddDays(-1)));
        story.At(end.AddDays(3)).WhenTicking().ThenEntries(
            "A expired (subscription_period_ended)", "B suspended (validity_ended)", "C suspended (level_b_suspended)",
            "C degraded (criteria_unmet)");
        Assert.Equal([29, 30, 30, 30], story.Entries.TakeLast(4).Select(entry => (entry.EffectiveAt - Story.Start).Days));
    }

    [Fact]
    public void A_refused_command_writes_nothing_not_even_what_it_settled()
    {
        var story = Story.Begins().Given(Grant(A, Story.Start.AddDays(1))).After(days: 2).When(Revoke(B)).ThenRefused("level_not_active");
        Assert.NotNull(story.Book.A);
        story.WhenTicking().ThenEntries("A expired (validity_ended)");
    }

    [Fact]
    public void B_suspended_takes_C_along_and_after_30_days_both_are_gone()
    {
        var story = Story.Begins().Given(Grant(B)).Given(Grant(C));
        story.At(EndOfB).WhenTicking().ThenEntries("B suspended (validity_ended)", "C suspended (level_b_suspended)").ThenCounting("");
        Assert.True(story.Book.Holds(B) && story.Book.Holds(C));
        story.At(EndOfB.AddDays(30)).WhenTicking().ThenEntries("B expired (restoration_period_ended)", "C degraded (level_b_lost)");
        Assert.False(story.Book.Holds(B) || story.Book.Holds(C));
        Assert.Null(story.Book.NextDue);
    }

    [Fact]
    public void The_timeline_tells_what_will_happen_and_when()
    {
        var story = Story.Begins().Given(Subscription(Active)).Given(Subscription(PastDue)).Given(Grant(B)).Given(Metrics(Story.Start))
            .Given(PoorMetrics(Story.Start));
        Assert.Equal(
            [
                (1, DueKind.GraceNotice, A), (7, DueKind.GraceNotice, A), (13, DueKind.GraceNotice, A), (14, DueKind.GraceEnd, A),
                (30, DueKind.AtRiskEnd, C),
                (489, DueKind.Notice, B), (519, DueKind.Notice, B), (542, DueKind.Notice, B), (548, DueKind.Notice, B),
                (549, DueKind.Expiry, B),
                (579, DueKind.SuspensionEnd, B),
            ],
            story.Book.Timeline(story.Now, story.Catalog).Select(item => ((item.At - Story.Start).Days, item.Kind, item.Level)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-5, 0)]
    [InlineData(1, 1)]
    [InlineData(86_400_000, 1)]
    [InlineData(86_400_001, 2)]
    [InlineData(60L * 86_400_000, 60)]
    [InlineData((60L * 86_400_000) + 1, 61)]
    public void Days_left_are_24_hour_days_rounded_up(long milliseconds, int days) =>
        Assert.Equal(days, Instant.DaysUntil(Story.Start.AddMilliseconds(milliseconds), Story.Start));

    [Fact]
    public void A_change_of_the_catalog_binds_later_decisions_only()
    {
        var story = Story.Begins().Given(Grant(B)).Given(Metrics(Story.Start)).Given(PoorMetrics(Story.Start));
        var catalog = story.Catalog with { RestorationGraceDays = 1, AtRiskDays = 1, ExpiryNoticeDays = [5] };
        var later = story.Book.Decide(
            new StatusCommand.Tick(), new CommandContext(Actor.System, EndOfB.AddDays(29), ""), catalog).Book;
        Assert.NotNull(later.B);
        Assert.Equal(story.Book.NextDue, Story.Start.AddDays(30));
    }
}
