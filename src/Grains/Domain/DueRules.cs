namespace StatusLevels.Grains.Domain;

/// <summary>What happens when something falls due, in the order in which it does; of equal instants A comes before B before C.</summary>
internal static class DueRules
{
    public static void Settle(Ledger ledger) => Settle(ledger, ledger.Now);

    /// <summary>Settles what fell due until then, that instant included.</summary>
    public static void Settle(Ledger ledger, DateTimeOffset until)
    {
        while (ledger.Book.NextDue is { } due && due <= until)
        {
            var book = ledger.Book;
            if (book.Notices.FirstOrDefault(notice => notice.DueAt == due) is { } notice)
            {
                SettleNotices(ledger, notice);
            }
            else if (book.NextEndOfA == due)
            {
                EndClaims(ledger, due);
            }
            else if (book.NextEndOfB == due)
            {
                EndOfB(ledger, due);
            }
            else
            {
                ledger.RecordBySystem(
                    new StatusEvent.LevelEnded(StatusLevel.C), StatusLevel.C, HistoryAction.Degraded, Reasons.CriteriaUnmet, due,
                    new EntryMetadata { Criteria = book.C!.AtRiskCriteria });
            }
        }
    }

    // Of several overdue points only the one nearest to the end is worth telling; once the end itself is past, none is.
    private static void SettleNotices(Ledger ledger, Notice first)
    {
        var overdue = ledger.Book.Notices
            .Where(notice => notice.DueAt <= ledger.Now
                && (notice.Kind, notice.Level, notice.EndsAt, notice.SubscriptionId)
                == (first.Kind, first.Level, first.EndsAt, first.SubscriptionId))
            .OrderBy(notice => notice.DueAt)
            .ToArray();
        foreach (var notice in overdue)
        {
            ledger.Add(notice == overdue[^1] && notice.EndsAt > ledger.Now
                ? new StatusEvent.NoticeRaised(notice)
                : new StatusEvent.NoticeSuperseded(notice));
        }
    }

    private static void EndClaims(Ledger ledger, DateTimeOffset due)
    {
        var a = ledger.Book.A!;
        if (a.Claims.Any(claim => !claim.IsOverAt(due)))
        {
            foreach (var claim in a.Claims.Where(claim => claim.IsOverAt(due)))
            {
                ledger.Add(new StatusEvent.ClaimEnded(claim.SubscriptionId));
            }

            return;
        }

        var last = a.LatestClaim;
        var (action, reason) = (last.Kind, last.Cancelled) switch
        {
            (ClaimKind.Grace, true) => (HistoryAction.Revoked, Reasons.SubscriptionCancelledAfterGrace),
            (ClaimKind.Grace, false) => (HistoryAction.Revoked, Reasons.GracePeriodEnded),
            (_, true) => (HistoryAction.Expired, Reasons.SubscriptionPeriodEnded),
            _ => (HistoryAction.Expired, Reasons.ValidityEnded),
        };
        ledger.RecordBySystem(
            new StatusEvent.LevelEnded(StatusLevel.A), StatusLevel.A, action, reason, due,
            new EntryMetadata { SubscriptionId = last.SubscriptionId, PreviousValidUntil = a.ValidUntil, GraceEndsAt = a.GraceEndsAt });
    }

    private static void EndOfB(Ledger ledger, DateTimeOffset due)
    {
        var b = ledger.Book.B!;
        if (b.SuspendedAt is null)
        {
            ledger.RecordBySystem(
                new StatusEvent.LevelSuspended(StatusLevel.B, due), StatusLevel.B, HistoryAction.Suspended, Reasons.ValidityEnded, due,
                new EntryMetadata { PreviousValidUntil = b.ValidUntil, RestorableUntil = b.RestorableUntil });
            if (ledger.Book.C is { SuspendedAt: null })
            {
                ledger.RecordBySystem(
                    new StatusEvent.LevelSuspended(StatusLevel.C, due), StatusLevel.C, HistoryAction.Suspended, Reasons.LevelBSuspended,
                    due);
            }

            return;
        }

        ledger.RecordBySystem(
            new StatusEvent.LevelEnded(StatusLevel.B), StatusLevel.B, HistoryAction.Expired, Reasons.RestorationPeriodEnded, due,
            new EntryMetadata { PreviousValidUntil = b.ValidUntil });
        if (ledger.Book.C is not null)
        {
            ledger.RecordBySystem(
                new StatusEvent.LevelEnded(StatusLevel.C), StatusLevel.C, HistoryAction.Degraded, Reasons.LevelBLost, due);
        }
    }
}
