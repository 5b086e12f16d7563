namespace StatusLevels.Grains.Domain;

/// <summary>One subscription's claim on A, and how an event of that subscription changes it.</summary>
/// <param name="ledger">The decision that is being made.</param>
/// <param name="subscription">The subscription as the event leaves it.</param>
/// <param name="eventId">Which event it is.</param>
/// <param name="beaten">How it stood before the events of the same instant that this one beats; null when it beats none.</param>
internal sealed class SubscriptionClaims(Ledger ledger, Subscription subscription, string? eventId, SubscriptionBefore? beaten)
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
        return StartGrace(
            new Claim(subscription.Id, ClaimKind.Grace, start + TimeSpan.FromDays(graceDays), Since: start), Reasons.SubscriptionPastDue);
    }

    /// <summary>Cancelled, expired or paused: the claim lasts as long as it is paid for, or as its grace does.</summary>
    /// <param name="periodEnd">Until when A is kept; null, and what is past, ends it now.</param>
    public SubscriptionOutcome Stopped(DateTimeOffset? periodEnd)
    {
        if (claim is null)
        {
            return Outcome(LevelAAction.None);
        }

        // Of the same instant the end is what counts: it decides on what was before, as if it had come alone.
        var stood = beaten is null ? claim : beaten.Claim;
        if (stood is { Kind: ClaimKind.Grace })
        {
            var last = stood with { Cancelled = true };
            if (claim.Kind != ClaimKind.Grace)
            {
                return StartGrace(last, Reasons.SubscriptionCancelled);
            }

            ledger.Add(new StatusEvent.ClaimPlaced(last));
            return Outcome(LevelAAction.Retained, GraceAction.AlreadyInGrace, last.EndsAt);
        }

        if (stood is not null && periodEnd > ledger.Now)
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

    private SubscriptionOutcome StartGrace(Claim grace, string reason)
    {
        ledger.Record(
            new StatusEvent.ClaimPlaced(grace), StatusLevel.A, HistoryAction.GraceStarted, reason,
            Metadata(ledger.Book.A!.With(grace).ValidUntil) with
            {
                PreviousValidUntil = ledger.Book.A.ValidUntil,
                GraceEndsAt = grace.EndsAt,
                CatalogVersion = ledger.Catalog.Version,
            });
        ledger.PlanGraceNotices(grace);
        return Outcome(LevelAAction.Retained, GraceAction.GracePeriodStarted, grace.EndsAt);
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

    // An entry accounts for what A shows, and for every grace that is over before its end. While another claim holds A as long or longer,
    // nothing that it shows changes.
    private bool Change(StatusEvent change, string reason)
    {
        var before = ledger.Book.A!;
        var after = ledger.Book.Apply(change).A!;
        var shows = after.EndsAt != before.EndsAt || after.ValidUntil != before.ValidUntil;
        if (!shows && claim is not { Kind: ClaimKind.Grace })
        {
            ledger.Add(change);
            return false;
        }

        ledger.Record(
            change, StatusLevel.A, HistoryAction.Renewed, reason,
            Metadata(after.ValidUntil) with { PreviousValidUntil = before.ValidUntil });
        return shows;
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
