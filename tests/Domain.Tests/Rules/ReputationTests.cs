using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.StatusLevel;

namespace StatusLevels.Domain.Tests.Rules;

public sealed class ReputationTests
{
    [Fact]
    public void C_is_granted_once_B_counts_and_every_criterion_holds_and_the_entry_says_why()
    {
        var story = Story.Begins().Given(Grant(B)).When(Metrics(Story.Start)).Then("criteria met", "C auto_granted (criteria_met)")
            .ThenCounting("B,C");
        var entry = story.Entries[^1];
        var expected = new CriteriaSnapshot
        {
            Met = true,
            AsOf = Story.Start,
            ReviewCount = 15,
            ReviewCountRequired = 15,
            ResponseRate = 85,
            ResponseRateRequired = 85,
            AvgResponseHours = 47.9m,
            AvgResponseHoursMax = 48,
            PublicCases = 1,
            PublicCasesRequired = 1,
            CatalogVersion = "test-1",
        };
        Assert.Equal(expected, entry.Metadata.Criteria);
        Assert.Equal((Actor.System, "test-1"), (entry.Actor, entry.Metadata.CatalogVersion));
    }

    [Theory]
    [InlineData(14, 85.0, 47.9, 1)]
    [InlineData(15, 84.99, 47.9, 1)]
    [InlineData(15, 85.0, 48.0, 1)]
    [InlineData(15, 85.0, 47.9, 0)]
    public void One_unmet_criterion_is_enough_to_earn_nothing(int reviews, double rate, double hours, int cases) =>
        Story.Begins().Given(Grant(B)).When(Metrics(Story.Start, reviews, (decimal)rate, (decimal)hours, cases)).Then("criteria unmet");

    [Fact]
    public void Without_a_counting_B_metrics_are_stored_and_nothing_is_earned()
    {
        Story.Begins().When(Metrics(Story.Start)).Then("criteria met").ThenCounting("");
        Story.Begins().Given(Grant(B)).At("2027-09-01T00:00:00Z").When(Metrics(Story.Start)).ThenEntries("B suspended (validity_ended)");
    }

    [Fact]
    public void A_catalog_that_grants_no_C_by_itself_leaves_it_to_admins() =>
        new Story { Catalog = TestCatalog.Default with { GrantCAutomatically = false } }
            .Given(Grant(B)).When(Metrics(Story.Start)).Then("criteria met").When(Grant(C)).Then("C granted");

    [Theory]
    [InlineData(-1, 85.0, 1.0, 1)]
    [InlineData(1, -0.01, 1.0, 1)]
    [InlineData(1, 100.01, 1.0, 1)]
    [InlineData(1, 85.0, -0.1, 1)]
    [InlineData(1, 85.0, 1000000.1, 1)]
    [InlineData(1, 85.0, 1.0, -1)]
    public void Metrics_out_of_range_are_refused(int reviews, double rate, double hours, int cases) =>
        Story.Begins().When(Metrics(Story.Start, reviews, (decimal)rate, (decimal)hours, cases)).ThenRefused("metrics_out_of_range");

    [Fact]
    public void Metrics_of_over_five_minutes_ahead_are_refused() =>
        Story.Begins().When(Metrics(Story.Start.AddMinutes(5).AddMilliseconds(1))).ThenRefused("as_of_in_future")
            .When(Metrics(Story.Start.AddMinutes(5))).Then("criteria met");

    [Fact]
    public void Older_metrics_are_ignored_and_equally_old_ones_replace()
    {
        var story = Story.Begins().Given(Grant(B)).Given(PoorMetrics(Story.Start)).After(days: 1)
            .When(Metrics(Story.Start.AddMilliseconds(-1))).ThenNothing()
            .When(Metrics(Story.Start)).Then("criteria met", "C auto_granted (criteria_met)");
        Assert.Equal(story.Now, story.Book.Metrics!.ReportedAt);
    }

    [Fact]
    public void Unmet_criteria_put_C_at_risk_and_end_it_30_days_after_the_first_unmet_report_was_received()
    {
        var story = Story.Begins().Given(Grant(B)).Given(Metrics(Story.Start)).After(days: 10)
            .When(PoorMetrics(Story.Start.AddDays(4))).Then("criteria unmet", "C at_risk (criteria_unmet)").ThenCounting("B,C")
            .After(days: 20).When(Metrics(Story.Start.AddDays(28), reviews: 14)).Then("criteria unmet");
        story.At(Story.Start.AddDays(40).AddMilliseconds(-1)).ThenCounting("B,C").After(milliseconds: 1).ThenCounting("B")
            .After(days: 3).WhenTicking().Then("C degraded (criteria_unmet)");
        var entry = story.Entries[^1];
        Assert.Equal((Story.Start.AddDays(40), 14), (entry.EffectiveAt, entry.Metadata.Criteria!.ReviewCount!.Value));
    }

    [Fact]
    public void Criteria_that_are_met_again_stop_the_clock() =>
        Story.Begins().Given(Grant(B)).Given(Metrics(Story.Start)).Given(PoorMetrics(Story.Start))
            .After(days: 30, milliseconds: -1).When(Metrics(Story.Start.AddDays(20))).Then("criteria met", "C recovered (criteria_met)")
            .After(days: 60).WhenTicking().ThenNothing().ThenCounting("B,C");

    [Fact]
    public void Criteria_met_at_the_very_end_are_too_late_and_earn_C_anew() =>
        Story.Begins().Given(Grant(B)).Given(Metrics(Story.Start)).Given(PoorMetrics(Story.Start))
            .After(days: 30).When(Metrics(Story.Start.AddDays(30)))
            .Then("C degraded (criteria_unmet)", "criteria met", "C auto_granted (criteria_met)");

    [Fact]
    public void At_risk_is_told_to_people_at_most_once_in_seven_days_and_to_systems_each_time()
    {
        var story = Story.Begins().Given(Grant(B)).Given(Metrics(Story.Start));
        bool Told(double days)
        {
            var atRisk = story.At(Story.Start.AddDays(days)).Given(PoorMetrics(story.Now)).Last.Events
                .OfType<StatusEvent.LevelAtRisk>().Single();
            Assert.Equal("status.level_c.at_risk", atRisk.OutboxType);
            return !atRisk.IsQuiet;
        }

        void Recover() => story.Given(Metrics(story.Now));
        Assert.True(Told(1));
        Recover();
        Assert.False(Told(7.9));
        Recover();
        Assert.True(Told(8));
        Recover();
        Assert.False(Told(14.999));
    }

    [Fact]
    public void The_clock_keeps_running_while_C_is_suspended() =>
        Story.Begins().Given(Grant(B, Story.Start.AddDays(20))).Given(Metrics(Story.Start)).After(days: 10).Given(PoorMetrics(Story.Start))
            .At(Story.Start.AddDays(20)).WhenTicking().ThenEntries("B suspended (validity_ended)", "C suspended (level_b_suspended)")
            .At(Story.Start.AddDays(40)).When(Verify()).ThenEntries(
                "C degraded (criteria_unmet)", "B renewed (verified)", "B restored (verified)")
            .ThenCounting("B");

    [Fact]
    public void The_clock_may_start_and_stop_while_C_is_suspended() =>
        Story.Begins().Given(Grant(B, Story.Start.AddDays(20))).Given(Metrics(Story.Start))
            .At(Story.Start.AddDays(21)).When(PoorMetrics(Story.Start.AddDays(21))).ThenEntries(
                "B suspended (validity_ended)", "C suspended (level_b_suspended)", "C at_risk (criteria_unmet)")
            .After(days: 1).When(Metrics(Story.Start.AddDays(22))).Then("criteria met", "C recovered (criteria_met)").ThenCounting("")
            .When(Verify()).ThenEntries(
                "B renewed (verified)", "B restored (verified)", "C restored (level_b_restored)").ThenCounting("B,C");

    [Fact]
    public void C_on_judgement_is_spared_until_the_criteria_have_once_been_met() =>
        Story.Begins().Given(Grant(B)).Given(PoorMetrics(Story.Start)).Given(Grant(C))
            .After(days: 1).When(PoorMetrics(Story.Start.AddDays(1))).Then("criteria unmet")
            .After(days: 1).When(Metrics(Story.Start.AddDays(2))).Then("criteria met")
            .After(days: 1).When(PoorMetrics(Story.Start.AddDays(3))).Then("criteria unmet", "C at_risk (criteria_unmet)");

    [Fact]
    public void C_that_an_admin_grants_while_the_criteria_are_met_is_not_on_judgement() =>
        new Story { Catalog = TestCatalog.Default with { GrantCAutomatically = false } }
            .Given(Grant(B)).Given(Metrics(Story.Start)).Given(Grant(C)).When(PoorMetrics(Story.Start))
                .ThenEntries("C at_risk (criteria_unmet)");

    [Fact]
    public void The_answer_says_what_a_report_did_to_C()
    {
        var story = Story.Begins();
        Assert.Equal(LevelCAction.None, Answer(Metrics(Story.Start)));
        story.Given(Grant(B)).Given(Revoke(C));
        Assert.Equal(LevelCAction.Blocked, Answer(Metrics(Story.Start)));
        story.Given(Grant(C));
        Assert.Equal(LevelCAction.None, Answer(Metrics(Story.Start)));
        Assert.Equal(LevelCAction.AtRisk, Answer(PoorMetrics(Story.Start)));
        Assert.Equal(LevelCAction.None, Answer(PoorMetrics(Story.Start)));
        Assert.Equal(LevelCAction.Recovered, Answer(Metrics(Story.Start)));
        Assert.Equal(LevelCAction.IgnoredStale, Answer(Metrics(Story.Start.AddMilliseconds(-1))));
        Assert.False(story.Last.Verdict.Reputation!.Accepted);
        story.Given(Forget());
        Assert.Equal(LevelCAction.IgnoredForgotten, Answer(Metrics(Story.Start)));
        Assert.False(story.Last.Verdict.Reputation!.Accepted);
        story.Given(Grant(B));
        Assert.Equal(LevelCAction.Granted, Answer(Metrics(Story.Start)));
        Assert.True(story.Last.Verdict.Reputation!.Accepted);

        LevelCAction Answer(StatusCommand report) => story.When(report).Last.Verdict.Reputation!.LevelC;
    }

    [Fact]
    public void Without_a_day_of_tolerance_unmet_criteria_end_C_at_once_and_the_answer_says_so()
    {
        var story = new Story { Catalog = TestCatalog.Default with { AtRiskDays = 0 } }.Given(Grant(B)).Given(Metrics(Story.Start))
            .When(PoorMetrics(Story.Start)).ThenEntries("C at_risk (criteria_unmet)", "C degraded (criteria_unmet)").ThenCounting("B");
        Assert.Equal(new ReputationOutcome(LevelCAction.Degraded), story.Last.Verdict.Reputation);
    }
}
