using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.StatusLevel;

namespace StatusLevels.Domain.Tests.Rules;

public sealed class RevokeTests
{
    [Fact]
    public void Revoking_A_ends_every_claim_and_calls_off_its_notices()
    {
        var story = Story.Begins()
            .Given(Grant(A, Story.Start.AddDays(20)))
            .Given(Subscription(SubscriptionStatus.Active))
            .Given(Subscription(SubscriptionStatus.PastDue))
            .When(Revoke(A, "fraud"));
        story.Then("A revoked", "off: A 7", "off: A 1", "off: s1 day 1", "off: s1 day 7", "off: s1 day 13").ThenCounting("");
        Assert.Null(story.Book.NextDue);
    }

    [Fact]
    public void A_persons_reason_stands_beside_the_chain_and_not_in_it()
    {
        var entry = Story.Begins().Given(Grant(A)).When(Revoke(A, "fraud")).Entries[^1];
        Assert.Null(entry.Reason);
        Assert.Equal("fraud", entry.Personal!.Reason);
        Assert.DoesNotContain("fraud", entry.Canonical, StringComparison.Ordinal);
    }

    [Fact]
    public void Revoking_B_also_ends_C() =>
        Story.Begins().Given(Grant(B)).Given(Grant(C)).When(Revoke(B)).ThenEntries("B revoked", "C degraded (level_b_lost)")
            .ThenCounting("");

    [Fact]
    public void A_suspended_B_may_be_revoked_and_C_goes_with_it() =>
        Story.Begins().Given(Grant(B)).Given(Grant(C)).At("2027-09-10T00:00:00Z").When(Revoke(B))
            .ThenEntries("B suspended (validity_ended)", "C suspended (level_b_suspended)", "B revoked", "C degraded (level_b_lost)");

    [Fact]
    public void Revoking_C_leaves_B() => Story.Begins().Given(Grant(B)).Given(Grant(C)).When(Revoke(C)).Then("C revoked").ThenCounting("B");

    [Fact]
    public void A_suspended_C_may_be_revoked_and_does_not_come_back_with_B() =>
        Story.Begins().Given(Grant(B)).Given(Metrics(Story.Start)).At("2027-09-10T00:00:00Z")
            .Given(Metrics(Story.Instant("2027-09-10T00:00:00Z")))
            .Given(Revoke(C))
            .When(Verify()).ThenEntries("B renewed (verified)", "B restored (verified)");

    [Theory]
    [InlineData(A)]
    [InlineData(B)]
    [InlineData(C)]
    public void A_level_that_is_not_held_is_not_revoked(StatusLevel level) =>
        Story.Begins().When(Revoke(level)).ThenRefused("level_not_active");

    [Fact]
    public void A_level_that_ended_at_this_very_instant_is_not_revoked() =>
        Story.Begins().Given(Grant(A, Story.Start.AddDays(1))).After(days: 1).When(Revoke(A)).ThenRefused("level_not_active");

    [Fact]
    public void After_a_person_revoked_nothing_comes_back_by_payments_or_metrics()
    {
        var story = Story.Begins().Given(Grant(B)).Given(Subscription(SubscriptionStatus.Active)).Given(Metrics(Story.Start))
            .ThenCounting("A,B,C");
        story.Given(Revoke(A)).Given(Revoke(C)).After(days: 1);
        story.When(Subscription(SubscriptionStatus.Active)).Then("s1 is active").ThenAnswered(LevelAAction.Blocked)
            .When(Subscription(SubscriptionStatus.Trialing)).ThenAnswered(LevelAAction.Blocked)
            .When(Subscription(SubscriptionStatus.PastDue)).Then("s1 is past_due").ThenAnswered(LevelAAction.None)
            .When(Metrics(story.Now)).Then("criteria met").ThenCounting("B");
    }

    [Fact]
    public void After_a_person_revoked_a_service_grants_neither_that_subscriptions_A_nor_C()
    {
        var story = Story.Begins().Given(Grant(B)).Given(Grant(C)).Given(Subscription(SubscriptionStatus.Active));
        story.Given(Revoke(A)).Given(Revoke(C))
            .When(Grant(A, subscription: "s1"), Story.Payments).ThenRefused("automatic_granting_blocked")
            .When(Grant(C), Story.Payments).ThenRefused("automatic_granting_blocked");
    }

    [Fact]
    public void A_subscription_that_was_not_known_then_brings_A() =>
        Story.Begins().Given(Subscription(SubscriptionStatus.Active)).Given(Revoke(A))
            .When(Subscription(SubscriptionStatus.Active, "s2")).Then("A auto_granted (subscription_active)", "s2 is active")
            .When(Subscription(SubscriptionStatus.Active)).ThenAnswered(LevelAAction.Blocked);

    [Fact]
    public void A_subscription_that_was_known_without_a_claim_is_blocked_too() =>
        Story.Begins().Given(Grant(A)).Given(Subscription(SubscriptionStatus.PastDue)).Given(Revoke(A))
            .When(Subscription(SubscriptionStatus.Active)).ThenAnswered(LevelAAction.Blocked);

    [Fact]
    public void A_persons_grant_opens_the_way_again()
    {
        var story = Story.Begins().Given(Grant(B)).Given(Subscription(SubscriptionStatus.Active)).Given(Metrics(Story.Start))
            .Given(Revoke(A)).Given(Revoke(C)).After(days: 1).Given(Grant(A)).Given(Grant(C));
        story.When(Subscription(SubscriptionStatus.Active)).ThenAnswered(LevelAAction.AlreadyActive);
        Assert.Equal(2, story.Book.A!.Claims.Length);
        story.When(PoorMetrics(story.Now)).After(days: 30).WhenTicking().ThenEntries("C degraded (criteria_unmet)")
            .When(Metrics(story.Now)).ThenEntries("C auto_granted (criteria_met)");
    }

    [Fact]
    public void A_service_grant_of_another_claim_does_not_open_the_way() =>
        Story.Begins().Given(Subscription(SubscriptionStatus.Active)).Given(Revoke(A)).Given(Grant(A), Story.Payments)
            .When(Subscription(SubscriptionStatus.Active)).ThenAnswered(LevelAAction.Blocked);

    [Fact]
    public void What_a_service_revoked_payments_and_metrics_may_bring_back()
    {
        var story = Story.Begins().Given(Grant(B)).Given(Subscription(SubscriptionStatus.Active)).Given(Metrics(Story.Start))
            .Given(Revoke(A), Story.Payments).Given(Revoke(C), Story.Payments);
        story.When(Subscription(SubscriptionStatus.Active)).ThenAnswered(LevelAAction.Granted)
            .When(Metrics(Story.Start)).ThenEntries("C auto_granted (criteria_met)");
    }

    [Fact]
    public void A_quiet_revocation_is_told_to_systems_only_and_so_is_the_C_that_went_with_B()
    {
        var story = Story.Begins().Given(Grant(B)).Given(Grant(C)).When(new StatusCommand.Revoke(B, Quiet: true))
            .ThenEntries("B revoked", "C degraded (level_b_lost)");
        Assert.Equal(
            [("status.level.revoked", true), ("status.level.degraded", true)],
            story.Last.Events.Where(happened => happened.OutboxType is not null)
                .Select(happened => (happened.OutboxType, happened.IsQuiet)));
        story.Given(Grant(A)).When(Revoke(A));
        var loud = Assert.Single(story.Last.Events);
        Assert.Equal(("status.level.revoked", false), (loud.OutboxType, loud.IsQuiet));
    }

    [Fact]
    public void What_was_due_before_a_quiet_revocation_is_not_quiet_with_it()
    {
        var story = Story.Begins().Given(Grant(A, Story.Start.AddDays(10))).Given(Grant(B)).After(days: 11)
            .When(new StatusCommand.Revoke(B, Quiet: true)).ThenEntries("A expired (validity_ended)", "B revoked");
        Assert.Equal(
            [("status.level.expired", false), ("status.level.revoked", true)],
            story.Last.Events.Where(happened => happened.Entry is not null).Select(happened => (happened.OutboxType, happened.IsQuiet)));
    }
}
