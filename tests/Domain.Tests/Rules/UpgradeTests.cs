using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.StatusLevel;

namespace StatusLevels.Domain.Tests.Rules;

public sealed class UpgradeTests
{
    [Fact]
    public void An_organization_asks_for_B_and_an_approval_grants_it_in_the_same_step()
    {
        var story = Story.Begins().When(Request(B)).Then("B requested");
        var id = story.Book.PendingRequest!.Id;
        story.After(days: 2).When(Approve(id)).Then(
            "B granted (upgrade_approved)", "planned: B 60, B 30, B 7, B 1", "request for B approved").ThenCounting("B");
        Assert.Equal(id, story.Entries[^1].Metadata.RequestId);
        var closed = Assert.Single(story.Last.Events.OfType<StatusEvent.UpgradeClosed>()).Closed;
        Assert.Equal(
            (Story.Admin, 1L, "Seen.", "Welcome."), (closed.By, closed.GrantSequence!.Value, closed.Notes, closed.Comment));
    }

    [Fact]
    public void An_approval_may_name_the_end_of_B()
    {
        var story = Story.Begins().Given(Request(B));
        story.When(Approve(story.Book.PendingRequest!.Id, Story.Start.AddDays(100)));
        Assert.Equal(Story.Start.AddDays(100), story.Book.CountsUntil(B));
    }

    [Fact]
    public void An_approval_is_refused_for_whatever_a_grant_is_refused_for()
    {
        var story = Story.Begins().Given(Request(B));
        var id = story.Book.PendingRequest!.Id;
        story.When(Approve(id, Story.Start)).ThenRefused("valid_until_in_past")
            .When(Approve(id, Story.Start.AddYears(11))).ThenRefused("valid_until_too_far");
        story = Story.Begins().Given(Grant(B)).Given(Request(C));
        id = story.Book.PendingRequest!.Id;
        story.When(Approve(id, Story.Start.AddDays(9))).ThenRefused("level_c_never_expires")
            .Given(Revoke(B)).When(Approve(id)).ThenRefused("level_c_requires_b");
        Assert.NotNull(story.Book.PendingRequest);
    }

    [Fact]
    public void A_rejection_needs_a_reason()
    {
        var story = Story.Begins().Given(Request(B));
        var id = story.Book.PendingRequest!.Id;
        story.When(Reject(id, null)).ThenRefused("rejection_reason_required")
            .When(Reject(id, " \n")).ThenRefused("rejection_reason_required")
            .When(Reject(id, "No documents.")).Then("request for B rejected");
        var closed = Assert.Single(story.Last.Events.OfType<StatusEvent.UpgradeClosed>()).Closed;
        Assert.Equal(("Seen.", "No documents.", "Sorry."), (closed.Notes, closed.RejectionReason, closed.Comment));
        Assert.Null(story.Book.PendingRequest);
    }

    [Fact]
    public void A_second_request_waits_for_the_first() =>
        Story.Begins().Given(Grant(B)).Given(Request(C)).When(Request(B)).ThenRefused("upgrade_request_pending");

    [Fact]
    public void A_level_that_counts_is_not_asked_for_and_a_suspended_one_is()
    {
        Story.Begins().Given(Grant(B)).When(Request(B)).ThenRefused("level_already_active")
            .At("2027-09-01T00:00:00Z").When(Request(B)).ThenEntries("B suspended (validity_ended)");
        Story.Begins().Given(Grant(B)).Given(Grant(C)).When(Request(C)).ThenRefused("level_already_active");
    }

    [Fact]
    public void C_is_not_asked_for_without_a_B_that_counts() => Story.Begins().When(Request(C)).ThenRefused("level_c_requires_b");

    [Fact]
    public void After_a_rejection_the_next_request_for_that_level_waits_30_days_from_the_last()
    {
        var story = Story.Begins().Given(Request(B)).After(days: 10);
        story.Given(Reject(story.Book.PendingRequest!.Id, "No.")).After(days: 20, milliseconds: -1).When(Request(B))
            .ThenRefused("upgrade_request_too_soon");
        Assert.Equal(new Refusal.UpgradeRequestTooSoon(Story.Start.AddDays(30)), story.Last.Refusal);
        story.After(milliseconds: 1).When(Request(B)).Then("B requested");
    }

    [Fact]
    public void The_cool_down_is_of_one_level_only_and_a_cancelled_request_starts_none()
    {
        var story = Story.Begins().Given(Request(B));
        story.Given(Approve(story.Book.PendingRequest!.Id)).When(Request(C)).Then("C requested");
        story.When(Cancel(story.Book.PendingRequest!.Id)).Then("request for C cancelled").When(Request(C)).Then("C requested");
    }

    [Fact]
    public void Five_requests_a_day_may_be_cancelled_counted_per_UTC_day()
    {
        var story = Story.Begins("2026-03-01T22:00:00Z");
        for (var number = 0; number < 5; number++)
        {
            story.Given(Request(B)).Given(Cancel(story.Book.PendingRequest!.Id));
        }

        story.Given(Request(B)).When(Cancel(story.Book.PendingRequest!.Id)).ThenRefused("too_many_cancellations");
        Assert.Equal(new Refusal.TooManyCancellations(Story.Instant("2026-03-02T00:00:00Z")), story.Last.Refusal);
        story.At("2026-03-02T00:00:00Z").When(Cancel(story.Book.PendingRequest!.Id)).Then("request for B cancelled");
    }

    [Fact]
    public void An_unknown_request_and_a_closed_one_are_told_apart()
    {
        var story = Story.Begins().Given(Request(B));
        var id = story.Book.PendingRequest!.Id;
        story.Given(Cancel(id));
        story.When(Cancel(id)).ThenRefused("upgrade_request_closed")
            .When(Approve(id)).ThenRefused("upgrade_request_closed")
            .When(Reject(id, null)).ThenRefused("upgrade_request_closed")
            .When(Cancel(Guid.Empty)).ThenRefused("upgrade_request_not_found")
            .When(Approve(Guid.Empty)).ThenRefused("upgrade_request_not_found");
    }

    [Fact]
    public void An_admin_grant_of_the_level_closes_a_pending_request_as_approved_and_names_the_grant()
    {
        var story = Story.Begins().Given(Grant(A)).Given(Request(B)).When(Grant(B))
            .Then("B granted", "planned: B 60, B 30, B 7, B 1", "request for B approved");
        var closed = Assert.Single(story.Last.Events.OfType<StatusEvent.UpgradeClosed>()).Closed;
        Assert.Equal((2L, null), (closed.GrantSequence!.Value, closed.Comment));
        Assert.Null(story.Book.PendingRequest);
    }

    [Fact]
    public void A_grant_of_another_level_leaves_a_pending_request()
    {
        var story = Story.Begins().Given(Request(B)).Given(Grant(A));
        Assert.NotNull(story.Book.PendingRequest);
    }

    [Fact]
    public void C_that_is_earned_closes_a_pending_request_for_it() =>
        Story.Begins().Given(Grant(B)).Given(Request(C)).When(Metrics(Story.Start))
            .Then("criteria met", "C auto_granted (criteria_met)", "request for C approved");

    [Fact]
    public void A_verification_that_restores_B_closes_a_pending_request_for_it() =>
        Story.Begins().Given(Grant(B)).At("2027-09-02T00:00:00Z").Given(Request(B)).When(Verify())
            .Then("B renewed (verified)", "planned: B 60, B 30, B 7, B 1", "B restored (verified)", "request for B approved");
}
