using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;
using static StatusLevels.Domain.Tests.Stories.Commands;
using static StatusLevels.Grains.Domain.StatusLevel;
using static StatusLevels.Grains.Domain.SubscriptionStatus;

namespace StatusLevels.Domain.Tests.Rules;

public sealed class SubscriptionTests
{
    public static TheoryData<string> Rows => [.. SubscriptionTable.Rows.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_row_of_the_subscription_table_holds(string row)
    {
        var stated = SubscriptionTable.Rows[row];
        var story = Story.Begins();
        stated.Before(story);
        story.When(stated.When(story)).Then(stated.Happens)
            .ThenAnswered(stated.LevelA, stated.Grace, stated.GraceEndsAfterDays is { } days ? Story.Start.AddDays(days) : null);
        Assert.Equal(stated.AEndsAfterDays, SubscriptionTable.EndOfA(story));
    }

    [Fact]
    public void An_event_from_over_five_minutes_ahead_is_refused_and_five_minutes_are_not() =>
        Story.Begins()
            .When(Subscription(Active, occurredAt: Story.Start.AddMinutes(5).AddMilliseconds(1))).ThenRefused("occurred_at_in_future")
            .When(Subscription(Active, occurredAt: Story.Start.AddMinutes(5))).ThenAnswered(LevelAAction.Granted);

    private static Story WithCancellationGrace(int days) =>
        new() { Catalog = TestCatalog.Default with { CancellationGraceDays = days } };

    [Fact]
    public void A_cancellation_that_says_no_end_keeps_A_for_the_days_of_the_catalog_from_when_it_happened()
    {
        var story = WithCancellationGrace(7).Given(Subscription(Active)).After(days: 3);
        var cancelled = story.Now.AddDays(-1);

        story.When(Subscription(Canceled, occurredAt: cancelled)).ThenEntries("A renewed (subscription_cancelled)")
            .ThenAnswered(LevelAAction.Renewed);

        Assert.Equal(cancelled.AddDays(7), story.Book.A!.EndsAt);
        Assert.Equal((story.Book.A!.Id, story.Now), (story.Last.Verdict.Subscription!.LevelId, story.Last.Verdict.Subscription.At));
    }

    [Fact]
    public void A_cancellation_whose_days_are_over_already_ends_A_at_once()
    {
        var story = WithCancellationGrace(7).Given(Subscription(Active)).After(days: 30);

        story.When(Subscription(Canceled, occurredAt: story.Now.AddDays(-7))).ThenEntries("A revoked (subscription_cancelled)")
            .ThenAnswered(LevelAAction.Revoked);

        Assert.Null(story.Last.Verdict.Subscription!.LevelId);
    }

    [Fact]
    public void The_days_of_a_cancellation_are_for_what_says_no_end_and_owes_nothing()
    {
        var past = WithCancellationGrace(7).Given(Subscription(Active)).After(days: 3);
        past.When(Subscription(Canceled, periodEnd: past.Now.AddDays(-1))).ThenAnswered(LevelAAction.Revoked);
        WithCancellationGrace(7).Given(Subscription(Active)).After(days: 3).When(Subscription(Expired)).ThenAnswered(LevelAAction.Revoked);
        var owing = WithCancellationGrace(7).Given(Subscription(Active)).Given(Subscription(PastDue));
        owing.After(days: 3).When(Subscription(Canceled))
            .ThenAnswered(LevelAAction.Retained, GraceAction.AlreadyInGrace, Story.Start.AddDays(14));
    }

    [Fact]
    public void A_repeated_event_gets_the_first_answer_again_and_changes_nothing()
    {
        var story = Story.Begins().Given(Subscription(Active, eventId: "e1")).After(days: 1).Given(Subscription(PastDue, eventId: "e2"));
        var book = story.Book;
        story.After(days: 2).When(Subscription(Active, eventId: "e1")).ThenNothing().ThenAnswered(LevelAAction.Granted)
            .When(Subscription(PastDue, eventId: "e2")).ThenNothing()
            .ThenAnswered(LevelAAction.Retained, GraceAction.GracePeriodStarted, Story.Start.AddDays(15));
        Assert.Same(book, story.Book);
        Assert.Equal((Active, PastDue), (story.Last.Verdict.Subscription!.OldStatus, story.Last.Verdict.Subscription.NewStatus));
    }

    [Fact]
    public void An_event_id_is_told_apart_by_its_subscription() =>
        Story.Begins().Given(Subscription(Active, eventId: "e1")).When(Subscription(Active, "s2", eventId: "e1"))
            .Then("s2 claims A", "s2 is active");

    [Fact]
    public void The_newest_32_event_ids_are_remembered()
    {
        var story = Story.Begins();
        for (var number = 1; number <= 33; number++)
        {
            story.Given(Subscription(Active, eventId: $"e{number}"));
        }

        Assert.Equal(32, story.Book.Subscriptions[0].Answers.Length);
        story.When(Subscription(Active, eventId: "e2")).ThenNothing().ThenAnswered(LevelAAction.AlreadyActive)
            .When(Subscription(Active, eventId: "e1")).Then("s1 is active");
    }

    [Fact]
    public void Of_one_instant_a_default_that_comes_after_the_payment_starts_no_grace()
    {
        var paid = Story.Start.AddHours(1);
        var story = Story.Begins().Given(Subscription(Trialing)).At(paid.AddMinutes(1))
            .Given(Subscription(Active, occurredAt: paid)).When(Subscription(PastDue, occurredAt: paid));
        story.ThenNothing().ThenAnswered(LevelAAction.IgnoredStale);
        Assert.Equal(Active, story.Book.Subscriptions[0].Status);
    }

    [Fact]
    public void Of_one_instant_an_end_takes_back_what_the_weaker_ones_did()
    {
        var then = Story.Start.AddDays(3);
        var end = Story.Start.AddDays(40);
        Story.Begins().Given(Subscription(Active)).At(then).Given(Subscription(PastDue, occurredAt: then))
            .When(Subscription(Canceled, occurredAt: then, periodEnd: end))
            .ThenEntries("A renewed (subscription_cancelled)").ThenAnswered(LevelAAction.Renewed);
        Story.Begins().Given(Subscription(Active)).At(then).Given(Subscription(PastDue, occurredAt: then))
            .When(Subscription(Canceled, occurredAt: then))
            .ThenEntries("A revoked (subscription_cancelled)").ThenAnswered(LevelAAction.Revoked);
        Story.Begins().At(then).Given(Subscription(Active, occurredAt: then)).When(Subscription(Canceled, occurredAt: then, periodEnd: end))
            .ThenEntries("A revoked (subscription_cancelled)").ThenAnswered(LevelAAction.Revoked);
    }

    [Fact]
    public void Of_one_instant_an_end_after_a_payment_lets_the_grace_run_on_that_ran_before()
    {
        var then = Story.Start.AddDays(3);
        var story = Story.Begins().Given(Subscription(Active)).Given(Subscription(PastDue)).At(then).WhenTicking()
            .Given(Subscription(Active, occurredAt: then));
        story.When(Subscription(Canceled, occurredAt: then)).Then(
                "A grace_started (subscription_cancelled)", "planned: s1 day 7, s1 day 13", "s1 is canceled")
            .ThenAnswered(LevelAAction.Retained, GraceAction.GracePeriodStarted, Story.Start.AddDays(14))
            .At(Story.Start.AddDays(14)).WhenTicking().ThenEntries("A revoked (subscription_cancelled_after_grace)");
    }

    [Fact]
    public void Equals_of_one_instant_apply_in_order_of_arrival() =>
        Story.Begins().Given(Subscription(Active, occurredAt: Story.Start)).When(Subscription(Trialing, occurredAt: Story.Start))
            .Then("s1 is trialing");

    [Fact]
    public void The_entry_names_the_subscription_its_status_and_the_event()
    {
        var metadata = Story.Begins().When(Subscription(Trialing, occurredAt: Story.Start.AddHours(-1), eventId: "e1")).Entries[0].Metadata;
        Assert.Equal(
            ("s1", Trialing, "e1", Story.Start.AddHours(-1)),
            (metadata.SubscriptionId, metadata.SubscriptionStatus, metadata.EventId, metadata.OccurredAt!.Value));
    }

    [Fact]
    public void Grace_that_runs_out_unpaid_takes_A_away_by_itself() =>
        Story.Begins().Given(Subscription(Active)).Given(Subscription(PastDue))
            .After(days: 14).ThenCounting("").WhenTicking()
            .Then("superseded: s1 day 1", "superseded: s1 day 7", "superseded: s1 day 13", "A revoked (grace_period_ended)");

    [Fact]
    public void A_cancellation_in_grace_acts_when_the_grace_ends() =>
        Story.Begins().Given(Subscription(Active)).Given(Subscription(PastDue)).After(days: 2).Given(Subscription(Canceled))
            .At(Story.Start.AddDays(14)).WhenTicking()
            .ThenEntries("A revoked (subscription_cancelled_after_grace)");

    [Fact]
    public void A_paid_period_that_ends_after_a_cancellation_ends_A_by_itself()
    {
        var story = Story.Begins().Given(Subscription(Active)).Given(Subscription(Canceled, periodEnd: Story.Start.AddDays(10)));
        story.At(Story.Start.AddDays(11)).WhenTicking().ThenEntries("A expired (subscription_period_ended)");
        Assert.Equal(Story.Start.AddDays(10), story.Entries[^1].EffectiveAt);
        Assert.Equal(Story.Start.AddDays(11), story.Entries[^1].RecordedAt);
    }

    [Fact]
    public void Paid_again_in_grace_keeps_A_and_a_later_default_starts_a_grace_of_its_own()
    {
        var story = Story.Begins().Given(Subscription(Active)).Given(Subscription(PastDue)).After(days: 5).Given(Subscription(Active))
            .After(days: 30).When(Subscription(PastDue));
        story.ThenAnswered(LevelAAction.Retained, GraceAction.GracePeriodStarted, Story.Start.AddDays(49));
    }

    [Fact]
    public void Cancel_reactivate_and_cancel_again_to_the_same_date_tells_nothing_twice()
    {
        var end = Story.Start.AddDays(40);
        var story = Story.Begins().Given(Subscription(Active)).Given(Subscription(Canceled, periodEnd: end))
            .After(days: 33).WhenTicking().Then("superseded: A 30", "raised: A 7")
            .Given(Subscription(Active));
        story.When(Subscription(Canceled, periodEnd: end)).Then("A renewed (subscription_cancelled)", "planned: A 1", "s1 is canceled")
            .At(end.AddDays(-1)).WhenTicking().Then("raised: A 1")
            .Given(Subscription(Active)).When(Subscription(Canceled, periodEnd: end)).Then(
                "A renewed (subscription_cancelled)", "s1 is canceled")
            .At(end).WhenTicking().Then("A expired (subscription_period_ended)");
    }

    [Fact]
    public void A_manual_A_beside_two_subscriptions_lasts_as_long_as_the_last_of_the_three()
    {
        var story = Story.Begins().Given(Subscription(Active)).Given(Subscription(Active, "s2")).Given(Grant(A, Story.Start.AddDays(20)));
        story.When(Subscription(Canceled)).Then("claim of s1 ended", "s1 is canceled").ThenCounting("A")
            .When(Subscription(PastDue, "s2")).Then(
                "A grace_started (subscription_past_due)", "planned: A 7, A 1", "planned: s2 day 1, s2 day 7, s2 day 13", "s2 is past_due");
        Assert.Equal(Story.Start.AddDays(20), story.Book.A!.ValidUntil);
        Assert.Null(story.Book.A.GraceEndsAt);
        story.At(Story.Start.AddDays(13)).WhenTicking().Then(
            "superseded: s2 day 1", "superseded: s2 day 7", "raised: s2 day 13", "raised: A 7");
        story.At(Story.Start.AddDays(14)).WhenTicking().Then("claim of s2 ended").ThenCounting("A")
            .At(Story.Start.AddDays(20)).WhenTicking().Then("superseded: A 1", "A expired (validity_ended)").ThenCounting("");
    }

    [Fact]
    public void A_shows_grace_only_while_a_grace_claim_is_the_latest()
    {
        var story = Story.Begins().Given(Subscription(Active)).Given(Grant(A, Story.Start.AddDays(5))).Given(Subscription(PastDue));
        Assert.Equal((null, Story.Start.AddDays(14)), (story.Book.A!.ValidUntil, story.Book.A.GraceEndsAt));
        story.Given(Renew(A, Story.Start.AddDays(15)));
        Assert.Equal((Story.Start.AddDays(15), (DateTimeOffset?)null), (story.Book.A!.ValidUntil, story.Book.A.GraceEndsAt));
    }

    [Fact]
    public void An_event_without_an_instant_is_never_stale_not_even_after_one_from_a_clock_ahead() =>
        Story.Begins().Given(Subscription(Active)).Given(Subscription(PastDue, occurredAt: Story.Start.AddMinutes(4)))
            .After(minutes: 1).When(Subscription(Active)).ThenAnswered(LevelAAction.AlreadyActive, GraceAction.GracePeriodCleared)
            .When(Subscription(Canceled)).ThenAnswered(LevelAAction.Revoked);

    [Fact]
    public void A_subscription_that_is_unpaid_again_after_a_pause_in_grace_ends_for_want_of_payment() =>
        Story.Begins().Given(Subscription(Active)).Given(Subscription(PastDue)).Given(Subscription(Paused))
            .When(Subscription(Unpaid)).ThenAnswered(LevelAAction.Retained, GraceAction.AlreadyInGrace, Story.Start.AddDays(14))
            .After(days: 14).WhenTicking().ThenEntries("A revoked (grace_period_ended)");

    [Fact]
    public void The_entry_that_moves_the_end_of_A_says_what_the_end_was_and_is()
    {
        var end = Story.Start.AddDays(30);
        var story = Story.Begins().Given(Subscription(Active)).Given(Grant(A, end)).Given(Subscription(PastDue))
            .Given(Subscription(Active));
        Assert.Equal(
            [(null, null), (null, null), (null, end), (end, null)],
            story.Entries.Select(entry => (entry.Metadata.PreviousValidUntil, entry.Metadata.ValidUntil)));
    }
}
