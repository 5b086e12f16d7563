using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.StatusLevel;
using static StatusLevels.Grains.Domain.SubscriptionStatus;

namespace StatusLevels.Domain.Tests.Rules;

public sealed class ForgetAndClockTests
{
    [Fact]
    public void Forgetting_leaves_a_tombstone_and_nothing_else()
    {
        var story = Story.Begins().Given(Grant(A, notes: "secret")).Given(Grant(B)).Given(Grant(C)).Given(Subscription(Active))
            .Given(PoorMetrics(Story.Start))
            .Given(Revoke(C)).Given(Request(C)).After(days: 1).When(Forget()).Then("forgotten").ThenCounting("");
        var tombstone =
            StatusBook.Empty(story.Book.OrganizationId) with
            {
                Epoch = 2,
                Forgotten = true,
                ForgottenAt = story.Now,
                RecordedAt = story.Now,
                OutboxNumber = 1,
            };
        Assert.Equal(
            tombstone with { Subscriptions = default, Notices = default, Raised = default },
            story.Book with { Subscriptions = default, Notices = default, Raised = default });
        Assert.Empty(story.Book.Subscriptions);
        Assert.Empty(story.Book.Notices);
        Assert.Empty(story.Book.Raised);
    }

    [Fact]
    public void Forgetting_is_told_outside_once_as_the_first_event_of_the_next_epoch()
    {
        var story = Story.Begins().Given(Grant(A)).Given(Grant(B)).When(Forget());
        var told = Assert.Single(story.Last.Events);
        Assert.Equal(("status.organization.forgotten", false), (told.OutboxType, told.IsQuiet));
        Assert.Equal((2, 1L), (story.Book.Epoch, story.Book.OutboxNumber));
        story.When(Forget()).ThenNothing();
        story.Given(Grant(A));
        Assert.Equal(2, story.Book.OutboxNumber);
        story.Given(Forget());
        Assert.Equal((3, 1L), (story.Book.Epoch, story.Book.OutboxNumber));
    }

    [Fact]
    public void Nothing_automatic_brings_a_forgotten_organization_back()
    {
        var story = Story.Begins().Given(Grant(A)).Given(Forget());
        story.When(Subscription(Active)).ThenNothing().ThenAnswered(LevelAAction.IgnoredForgotten)
            .When(Metrics(Story.Start)).ThenNothing()
            .WhenTicking().ThenNothing()
            .When(Forget()).ThenNothing()
            .When(Grant(A), Story.Payments).ThenRefused("gone")
            .When(Request(B)).ThenRefused("gone")
            .When(Renew(A, Story.Start.AddDays(1))).ThenRefused("level_not_active")
            .When(Revoke(A)).ThenRefused("level_not_active")
            .When(Cancel(Guid.Empty)).ThenRefused("upgrade_request_not_found");
    }

    [Fact]
    public void A_persons_grant_starts_the_new_epoch_with_an_account_of_its_own()
    {
        var story = Story.Begins().Given(Grant(A)).Given(Subscription(Active)).Given(Revoke(A)).Given(Forget())
            .When(Grant(C)).ThenRefused("level_c_requires_b")
            .When(Grant(A)).Then("epoch began", "A granted").ThenCounting("A");
        var entry = story.Entries[^1];
        Assert.Equal((2, 1L, HistoryEntry.NoHash), (story.Book.Epoch, entry.Sequence, entry.PreviousHash));
        Assert.NotEqual(story.Entries[0].Id, entry.Id);
        Assert.Equal(Story.Start, story.Book.ForgottenAt);
        story.When(Subscription(Active)).ThenAnswered(LevelAAction.AlreadyActive)
            .When(Forget()).Then("forgotten");
        Assert.Equal(3, story.Book.Epoch);
    }

    [Fact]
    public void An_organization_that_was_never_touched_may_be_forgotten() => Story.Begins().When(Forget()).Then("forgotten");

    [Fact]
    public void A_request_of_the_former_life_is_unknown()
    {
        var story = Story.Begins().Given(Request(B));
        var id = story.Book.PendingRequest!.Id;
        story.Given(Forget()).Given(Grant(A)).Given(Request(B)).When(Cancel(id)).ThenRefused("upgrade_request_not_found");
    }

    [Fact]
    public void A_clock_that_lags_up_to_five_minutes_reads_as_the_last_recorded_instant()
    {
        var story = Story.Begins().Given(Grant(A)).After(minutes: -5).When(Grant(B));
        story.ThenEntries("B granted");
        Assert.Equal((Story.Start, Story.Start), (story.Entries[^1].RecordedAt, story.Entries[^1].EffectiveAt));
        Assert.Equal(Story.Start.AddMonths(18), story.Book.CountsUntil(B));
    }

    [Fact]
    public void A_clock_that_lags_more_is_refused_for_every_command()
    {
        var story = Story.Begins().Given(Grant(A)).After(minutes: -5, milliseconds: -1);
        foreach (
            var command in new[] { Grant(B), Renew(A), Verify(), Revoke(A), Subscription(Active), Request(B), Cancel(Guid.Empty),
                Metrics(Story.Start), Forget(), new StatusCommand.Tick() })
        {
            story.When(command).ThenRefused("clock_skew");
        }
    }

    [Fact]
    public void A_tick_with_nothing_due_writes_nothing_and_moves_no_clock() =>
        Story.Begins().Given(Grant(A)).After(days: 1).WhenTicking().ThenNothing().After(hours: -1).When(Grant(B)).ThenEntries("B granted");
}
