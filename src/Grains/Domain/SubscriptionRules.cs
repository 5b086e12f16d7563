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

        if (occurredAt < known?.OccurredAt)
        {
            return Verdict.Unchanged with
            {
                Subscription = new SubscriptionOutcome(known.Status, change.Status, LevelAAction.IgnoredStale),
            };
        }

        var periodEnd = change.CurrentPeriodEnd is { } end ? Instant.Truncate(end) : (DateTimeOffset?)null;
        if (periodEnd > ledger.Now.AddYears(limits.MaxValidityYears))
        {
            return new Refusal.ValidUntilTooFar(limits.MaxValidityYears);
        }

        var subscription = (known ?? new Subscription(change.SubscriptionId, null, null, null, false, [])) with
        {
            Status = change.Status,
            OccurredAt = occurredAt,
            CurrentPeriodEnd = periodEnd ?? known?.CurrentPeriodEnd,
        };
        var claims = new SubscriptionClaims(ledger, subscription, change.EventId);
        var heldA = ledger.Book.A is not null;
        var outcome = change.Status switch
        {
            SubscriptionStatus.Trialing or SubscriptionStatus.Active => claims.Paid(),
            SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid => claims.Owed(change.GraceDays ?? ledger.Catalog.PaymentGraceDays),
            _ => claims.Stopped(periodEnd),
        } with
        { OldStatus = known?.Status, NewStatus = change.Status };

        // A grace whose end lies in the past already starts and ends in one write, and the answer says so.
        DueRules.Settle(ledger);
        if (heldA && ledger.Book.A is null)
        {
            outcome = outcome with { LevelA = LevelAAction.Revoked };
        }

        ledger.Add(new StatusEvent.SubscriptionChanged(Remember(subscription, change.EventId, outcome, limits.RememberedEventIds)));
        return Verdict.Done with { Subscription = outcome };
    }

    private static Subscription Remember(Subscription subscription, string? eventId, SubscriptionOutcome outcome, int most) =>
        eventId is null
            ? subscription
            : subscription with { Answers = [.. subscription.Answers.TakeLast(most - 1), new AnsweredEvent(eventId, outcome)] };
}

/// <summary>One subscription's claim on A, and how an event of that subscription changes it.</summary>
internal sealed class SubscriptionClaims(Ledger ledger, Subscription subscription, string? eventId)
{
    private readonly Claim? claim = ledger.Book.A?.ClaimOf(subscription.Id);

    /// <summary>Trialing or active: the claim is open.</summary>
    public SubscriptionOutcome Paid()
    {
        if (subscription.Blocked)
        {
            return Outcome(LevelAAction.Blocked);
        }

        var open = new Claim(subscription.Id, ClaimKind.Open, null);
        switch (claim?.Kind)
        {
            case null when ledger.Book.A is null:
                Grant(open);
                return Outcome(LevelAAction.Granted);
            case null:
                Place(open, Reasons.SubscriptionActive);
                return Outcome(LevelAAction.AlreadyActive);
            case ClaimKind.Grace:
                ledger.Record(
                    new StatusEvent.ClaimPlaced(open), StatusLevel.A, HistoryAction.GraceCleared, Reasons.SubscriptionActive,
                    Metadata(null) with { PreviousValidUntil = ledger.Book.A!.ValidUntil });
                return Outcome(LevelAAction.AlreadyActive, GraceAction.GracePeriodCleared);
            case ClaimKind.Dated:
                return Outcome(Place(open, Reasons.SubscriptionActive) ? LevelAAction.Renewed : LevelAAction.AlreadyActive);
            default:
                return Outcome(LevelAAction.AlreadyActive);
        }
    }

    /// <summary>Past due or unpaid: the claim lasts to the end of its grace.</summary>
    public SubscriptionOutcome Owed(int graceDays)
    {
        if (claim is null)
        {
            return Outcome(LevelAAction.None);
        }

        if (claim.Kind == ClaimKind.Grace)
        {
            if (claim.Cancelled)
            {
                // It is owed again: what ends with the grace is an unpaid subscription, not a cancelled one.
                ledger.Add(new StatusEvent.ClaimPlaced(claim with { Cancelled = false }));
            }

            return Outcome(LevelAAction.Retained, GraceAction.AlreadyInGrace, claim.EndsAt);
        }

        var start = subscription.OccurredAt!.Value;
        var grace = new Claim(subscription.Id, ClaimKind.Grace, start + TimeSpan.FromDays(graceDays));
        ledger.Record(
            new StatusEvent.ClaimPlaced(grace), StatusLevel.A, HistoryAction.GraceStarted, Reasons.SubscriptionPastDue,
            Metadata(ledger.Book.A!.With(grace).ValidUntil) with
            {
                PreviousValidUntil = ledger.Book.A.ValidUntil,
                GraceEndsAt = grace.EndsAt,
                CatalogVersion = ledger.Catalog.Version,
            });
        ledger.PlanGraceNotices(grace, start);
        return Outcome(LevelAAction.Retained, GraceAction.GracePeriodStarted, grace.EndsAt);
    }

    /// <summary>Cancelled, expired or paused: the claim lasts as long as it is paid for, or as its grace does.</summary>
    public SubscriptionOutcome Stopped(DateTimeOffset? periodEnd)
    {
        if (claim is null)
        {
            return Outcome(LevelAAction.None);
        }

        if (claim.Kind == ClaimKind.Grace)
        {
            ledger.Add(new StatusEvent.ClaimPlaced(claim with { Cancelled = true }));
            return Outcome(LevelAAction.Retained, GraceAction.AlreadyInGrace, claim.EndsAt);
        }

        if (periodEnd > ledger.Now)
        {
            return Outcome(Place(new Claim(subscription.Id, ClaimKind.Dated, periodEnd, Cancelled: true), Reasons.SubscriptionCancelled)
                ? LevelAAction.Renewed
                : LevelAAction.Retained);
        }

        if (ledger.Book.A!.Claims.Length == 1)
        {
            ledger.Record(
                new StatusEvent.LevelEnded(StatusLevel.A), StatusLevel.A, HistoryAction.Revoked, Reasons.SubscriptionCancelled,
                Metadata(null) with { PreviousValidUntil = ledger.Book.A.ValidUntil });
            return Outcome(LevelAAction.Revoked);
        }

        return Outcome(Change(new StatusEvent.ClaimEnded(subscription.Id), Reasons.SubscriptionCancelled)
            ? LevelAAction.Renewed
            : LevelAAction.Retained);
    }

    private static SubscriptionOutcome Outcome(LevelAAction levelA, GraceAction? grace = null, DateTimeOffset? graceEndsAt = null) =>
        new(null, default, levelA, grace, graceEndsAt);

    private void Grant(Claim open)
    {
        var book = ledger.Book;
        var id = DerivedId.Holding(book.OrganizationId, book.Epoch, book.Sequence + 1);
        ledger.Record(
            new StatusEvent.LevelGranted
            {
                Level = StatusLevel.A,
                Id = id,
                By = ledger.Context.Actor,
                Automatic = true,
                SubscriptionId = subscription.Id,
                Claim = open,
            },
            StatusLevel.A, HistoryAction.AutoGranted, Reasons.SubscriptionActive, Metadata(null));
    }

    private bool Place(Claim changed, string reason) => changed != claim && Change(new StatusEvent.ClaimPlaced(changed), reason);

    // An entry accounts for what A shows. While another claim holds A as long or longer, nothing that it shows changes.
    private bool Change(StatusEvent change, string reason)
    {
        var before = ledger.Book.A!;
        var after = ledger.Book.Apply(change).A!;
        if (after.EndsAt == before.EndsAt && after.ValidUntil == before.ValidUntil)
        {
            ledger.Add(change);
            return false;
        }

        ledger.Record(
            change, StatusLevel.A, HistoryAction.Renewed, reason,
            Metadata(after.ValidUntil) with { PreviousValidUntil = before.ValidUntil });
        return true;
    }

    private EntryMetadata Metadata(DateTimeOffset? validUntil) => new()
    {
        SubscriptionId = subscription.Id,
        SubscriptionStatus = subscription.Status,
        EventId = eventId,
        OccurredAt = subscription.OccurredAt,
        ValidUntil = validUntil,
    };
}
