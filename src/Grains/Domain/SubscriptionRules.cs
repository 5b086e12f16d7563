namespace StatusLevels.Grains.Domain;

/// <summary>What the payment provider reports, and what it does to the subscription's claim on A.</summary>
internal static class SubscriptionRules
{
    public static Verdict Change(Ledger ledger, StatusCommand.ChangeSubscription change)
    {
        var known = ledger.Book.SubscriptionOf(change.SubscriptionId);
        if (change.EventId is not null && known?.Answers.FirstOrDefault(answer => answer.EventId == change.EventId) is { } answered)
        {
            return Verdict.Unchanged with { Subscription = answered.Outcome };
        }

        var limits = ledger.Catalog.Limits;
        // What carries no instant happened just now: after everything applied before, even after an event of a clock ahead of this one.
        var occurredAt = change.OccurredAt is { } given
            ? Instant.Truncate(given)
            : Instant.Latest(ledger.Now, known?.OccurredAt ?? ledger.Now);
        if (occurredAt > ledger.Now + TimeSpan.FromMinutes(limits.ClockSkewMinutes))
        {
            return new Refusal.OccurredAtInFuture(limits.ClockSkewMinutes);
        }

        // What was told of one instant has no order of its own. What carries no instant comes after everything.
        var rival = change.OccurredAt is not null && occurredAt == known?.OccurredAt ? known : null;
        var lead = rival is null ? 0 : Weight(change.Status) - Weight(rival.Status!.Value);
        if (known is not null && (occurredAt < known.OccurredAt || lead < 0))
        {
            return Verdict.Unchanged with
            {
                Subscription = new SubscriptionOutcome(
                    known.Status, change.Status, LevelAAction.IgnoredStale, LevelId: ledger.Book.A?.Id, At: ledger.Now),
            };
        }

        var periodEnd = change.CurrentPeriodEnd is { } end ? Instant.Truncate(end) : (DateTimeOffset?)null;
        if (periodEnd > ledger.Now.AddYears(limits.MaxValidityYears))
        {
            return new Refusal.ValidUntilTooFar(limits.MaxValidityYears);
        }

        var beaten = lead > 0 ? rival!.Before : null;
        var subscription = (known ?? new Subscription(change.SubscriptionId, null, null, null, false, [])) with
        {
            Status = change.Status,
            OccurredAt = occurredAt,
            CurrentPeriodEnd = periodEnd ?? (beaten is null ? known?.CurrentPeriodEnd : beaten.CurrentPeriodEnd),
            Before = rival?.Before ?? new SubscriptionBefore(ledger.Book.A?.ClaimOf(change.SubscriptionId), known?.CurrentPeriodEnd),
        };
        var claims = new SubscriptionClaims(ledger, subscription, change.EventId, beaten);
        var heldA = ledger.Book.A is not null;
        var outcome = change.Status switch
        {
            SubscriptionStatus.Trialing or SubscriptionStatus.Active => claims.Paid(),
            SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid => claims.Owed(change.GraceDays ?? ledger.Catalog.PaymentGraceDays),
            SubscriptionStatus.Canceled when periodEnd is null && ledger.Catalog.CancellationGraceDays > 0 =>
                claims.Stopped(occurredAt + TimeSpan.FromDays(ledger.Catalog.CancellationGraceDays)),
            _ => claims.Stopped(periodEnd),
        } with
        { OldStatus = known?.Status, NewStatus = change.Status };

        // A grace whose end lies in the past already starts and ends in one write, and the answer says so.
        DueRules.Settle(ledger);
        if (heldA && ledger.Book.A is null)
        {
            outcome = outcome with { LevelA = LevelAAction.Revoked };
        }

        outcome = outcome with { LevelId = ledger.Book.A?.Id, At = ledger.Now };
        ledger.Add(new StatusEvent.SubscriptionChanged(Remember(subscription, change.EventId, outcome, limits.RememberedEventIds)));
        return Verdict.Done with { Subscription = outcome };
    }

    // Of one instant the end beats what was paid, and what was paid beats what is owed: whatever the order in which they arrive.
    private static int Weight(SubscriptionStatus status) => status switch
    {
        SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid => 0,
        SubscriptionStatus.Trialing or SubscriptionStatus.Active => 1,
        _ => 2,
    };

    private static Subscription Remember(Subscription subscription, string? eventId, SubscriptionOutcome outcome, int most) =>
        eventId is null
            ? subscription
            : subscription with { Answers = [.. subscription.Answers.TakeLast(most - 1), new AnsweredEvent(eventId, outcome)] };
}
