namespace StatusLevels.Grains.Domain;

/// <summary>Taking over what another product knows of an organization.</summary>
internal static class ImportRules
{
    public static Verdict Import(Ledger ledger, StatusCommand.Import import)
    {
        ledger.IsImport = true;
        var plan = ImportPlan.Of(import, ledger.Book, ledger.Now);
        for (var index = 0; index < plan.Facts.Length; index++)
        {
            // Of what falls due at the very instant of a fact, the fact decides.
            DueRules.Settle(ledger, plan.Facts[index].At.AddMilliseconds(-1));
            Record(ledger, plan, index);
        }

        if (plan.Shown(StatusLevel.A) is { } holding && ImportPlan.GraceOf(import, holding) is { GraceEndsAt: { } end } unpaid)
        {
            StartGrace(ledger, unpaid, Instant.Truncate(end));
        }

        DueRules.Settle(ledger);
        Subscribe(ledger, import, plan);
        AddRequests(ledger, import);
        return Verdict.Done;
    }

    private static void Record(Ledger ledger, ImportPlan plan, int index)
    {
        var fact = plan.Facts[index];
        var held = ledger.Book.Holds(fact.Level);
        switch (fact.Action)
        {
            case HistoryAction.Granted or HistoryAction.AutoGranted when fact.Level == StatusLevel.C:
                GiveC(ledger, plan, fact);
                break;
            case HistoryAction.Granted or HistoryAction.AutoGranted when fact.Level == StatusLevel.A && !held:
                GiveA(ledger, plan, index);
                break;
            case HistoryAction.Granted or HistoryAction.AutoGranted
                when fact.Level == StatusLevel.B && ledger.Book.B is not { SuspendedAt: null }:
                GiveB(ledger, plan, index);
                break;
            case HistoryAction.Renewed when held && fact.Level == StatusLevel.A:
                Change(ledger, new StatusEvent.ClaimPlaced(ClaimOf(ledger, plan, index)), fact);
                break;
            case HistoryAction.Renewed when held:
                RenewB(ledger, plan, index);
                break;
            case HistoryAction.Suspended when held:
                SuspendB(ledger, fact);
                break;
            case HistoryAction.Revoked or HistoryAction.Degraded when held:
                End(ledger, fact);
                break;
        }
    }

    private static void GiveA(Ledger ledger, ImportPlan plan, int index)
    {
        var claim = ClaimOf(ledger, plan, index);
        Give(
            ledger, plan, plan.Facts[index], new() { ValidUntil = claim.EndsAt, SubscriptionId = claim.SubscriptionId }, claim.EndsAt,
            claim: claim);
    }

    private static void GiveB(Ledger ledger, ImportPlan plan, int index)
    {
        var (end, restorable) = EndOf(ledger, plan, index);
        var hadC = ledger.Book.C;
        Give(
            ledger, plan, plan.Facts[index],
            new() { ValidUntil = end, RestorableUntil = restorable, PreviousValidUntil = ledger.Book.B?.ValidUntil },
            end, end.Day, restorable);
        if (hadC is { SuspendedAt: not null })
        {
            BringBackC(ledger, plan.Facts[index]);
        }
    }

    // Whether its criteria are met is not known yet: a person's judgement stands until they once are.
    private static void GiveC(Ledger ledger, ImportPlan plan, ImportedFact fact)
    {
        if (ledger.Book.C is null && ledger.Book.Counts(StatusLevel.B, fact.At))
        {
            Give(ledger, plan, fact, EntryMetadata.None, onJudgement: true);
        }
    }

    private static void Give(
        Ledger ledger, ImportPlan plan, ImportedFact fact, EntryMetadata metadata, DateTimeOffset? validUntil = null,
        int? anchorDay = null, DateTimeOffset? restorableUntil = null, Claim? claim = null, bool onJudgement = false)
    {
        var book = ledger.Book;
        var notes = plan.Shown(fact.Level)?.Notes;
        ledger.RecordImported(
            new StatusEvent.LevelGranted
            {
                Level = fact.Level,
                Id = DerivedId.Holding(book.OrganizationId, book.Epoch, book.Sequence + 1),
                By = fact.By,
                Automatic = !fact.By.IsPerson,
                Notes = notes,
                SubscriptionId = claim?.SubscriptionId,
                Claim = claim,
                ValidUntil = validUntil,
                AnchorDay = anchorDay,
                RestorableUntil = restorableUntil,
                OnJudgement = onJudgement,
                Since = Instant.Latest(fact.At, book.EffectiveAt),
            },
            fact.Action, fact, metadata, notes);
    }

    private static void RenewB(Ledger ledger, ImportPlan plan, int index)
    {
        var fact = plan.Facts[index];
        var (end, restorable) = EndOf(ledger, plan, index);
        var wasSuspended = ledger.Book.B!.SuspendedAt is not null;
        Change(
            ledger,
            new StatusEvent.VerificationRenewed(end, end.Day, restorable, Instant.Latest(fact.At, ledger.Book.EffectiveAt)), fact,
            new() { RestorableUntil = restorable });
        if (wasSuspended)
        {
            ledger.RecordImported(new StatusEvent.LevelRestored(StatusLevel.B), HistoryAction.Restored, fact, EntryMetadata.None);
            BringBackC(ledger, fact);
        }
    }

    private static void SuspendB(Ledger ledger, ImportedFact fact)
    {
        var b = ledger.Book.B!;
        if (b.SuspendedAt is not null)
        {
            return;
        }

        var at = Instant.Latest(fact.At, ledger.Book.EffectiveAt);
        ledger.RecordImported(
            new StatusEvent.LevelSuspended(StatusLevel.B, at), HistoryAction.Suspended, fact,
            new() { PreviousValidUntil = b.ValidUntil, RestorableUntil = b.RestorableUntil });
        if (ledger.Book.C is { SuspendedAt: null })
        {
            ledger.RecordBySystem(
                new StatusEvent.LevelSuspended(StatusLevel.C, at), StatusLevel.C, HistoryAction.Suspended, Reasons.LevelBSuspended,
                at);
        }
    }

    private static void End(Ledger ledger, ImportedFact fact)
    {
        Change(ledger, new StatusEvent.LevelEnded(fact.Level, fact is { Action: HistoryAction.Revoked, By.IsPerson: true }), fact);
        if (fact.Level == StatusLevel.B && ledger.Book.C is not null)
        {
            ledger.RecordBySystem(
                new StatusEvent.LevelEnded(StatusLevel.C), StatusLevel.C, HistoryAction.Degraded, Reasons.LevelBLost, fact.At);
        }
    }

    private static void BringBackC(Ledger ledger, ImportedFact fact)
    {
        if (ledger.Book.C is { SuspendedAt: not null })
        {
            ledger.RecordBySystem(
                new StatusEvent.LevelRestored(StatusLevel.C), StatusLevel.C, HistoryAction.Restored, Reasons.LevelBRestored, fact.At);
        }
    }

    private static void StartGrace(Ledger ledger, ImportedSubscription unpaid, DateTimeOffset end)
    {
        var id = unpaid.Id;
        if (ledger.Book.A?.ClaimOf(id) is not { } claim || (claim.Kind == ClaimKind.Grace && claim.EndsAt == end))
        {
            return;
        }

        var since = Instant.Latest(end - TimeSpan.FromDays(unpaid.GraceDays), ledger.Book.EffectiveAt);
        var grace = claim with { Kind = ClaimKind.Grace, EndsAt = end, Since = end - TimeSpan.FromDays(unpaid.GraceDays) };
        Change(
            ledger, new StatusEvent.ClaimPlaced(grace),
            new ImportedFact(null, StatusLevel.A, HistoryAction.GraceStarted, Instant.Earliest(since, ledger.Now)!.Value, Actor.System),
            new() { SubscriptionId = id, GraceEndsAt = end });
        ledger.PlanGraceNotices(grace);
    }

    private static void Change(Ledger ledger, StatusEvent change, ImportedFact fact, EntryMetadata? metadata = null)
    {
        var after = ledger.Book.Apply(change with { RecordedAt = ledger.Now });
        ledger.RecordImported(change, fact.Action, fact, (metadata ?? EntryMetadata.None) with
        {
            SubscriptionId = metadata?.SubscriptionId ?? (change as StatusEvent.ClaimPlaced)?.Claim.SubscriptionId,
            ValidUntil = after.ExpiryOf(fact.Level),
            PreviousValidUntil = ledger.Book.ExpiryOf(fact.Level),
        });
    }

    // Until the next fact nothing is known of an end; after the last one it is what is shown.
    private static Claim ClaimOf(Ledger ledger, ImportPlan plan, int index)
    {
        var shown = plan.Shown(StatusLevel.A);
        return plan.Next(index) is null && shown?.ValidUntil is { } end
            ? new Claim(shown.SubscriptionId, ClaimKind.Dated, Allowed(ledger, end))
            : new Claim(shown?.SubscriptionId, ClaimKind.Open, null);
    }

    // It lasted at least until the next fact, and at least as long as it is valid by default: no notice warned of that end.
    private static (DateTimeOffset End, DateTimeOffset Restorable) EndOf(Ledger ledger, ImportPlan plan, int index)
    {
        var fact = plan.Facts[index];
        var byDefault = EndOfB.From(fact.At, ledger).Date;
        var grace = TimeSpan.FromDays(ledger.Catalog.RestorationGraceDays);
        if (plan.Next(index) is not { } next)
        {
            var end = Allowed(ledger, plan.Shown(StatusLevel.B)?.ValidUntil ?? byDefault);
            return (end, end + grace);
        }

        var until = next.Action == HistoryAction.Suspended
            ? next.At
            : Instant.Latest(next.At, Instant.Earliest(byDefault, ledger.Now)!.Value);
        var suspended = plan.Facts.IndexOf(next);
        var restorable = next.Action == HistoryAction.Suspended && plan.Next(suspended) is { } back
            ? Instant.Latest(until + grace, back.At)
            : until + grace;
        return (until, restorable);
    }

    private static DateTimeOffset Allowed(Ledger ledger, DateTimeOffset end) =>
        Instant.Earliest(Instant.Truncate(end), ledger.Now.AddYears(ledger.Catalog.Limits.MaxValidityYears))!.Value;

    private static void Subscribe(Ledger ledger, StatusCommand.Import import, ImportPlan plan)
    {
        // What a person took away does not come back by a payment.
        var isBlocked = ledger.Book.A is null
            && plan.Facts.LastOrDefault(fact => fact.Level == StatusLevel.A) is { Action: HistoryAction.Revoked, By.IsPerson: true };
        foreach (var subscription in import.Subscriptions.DistinctBy(subscription => subscription.Id, StringComparer.Ordinal))
        {
            var known = ledger.Book.SubscriptionOf(subscription.Id);
            if (known is not { OccurredAt: not null })
            {
                // What payments have said here since is newer.
                ledger.Add(new StatusEvent.SubscriptionChanged(new Subscription(
                    subscription.Id, subscription.Status, null,
                    subscription.PeriodEnd is { } end ? Instant.Truncate(end) : null, known?.Blocked ?? isBlocked, [])));
            }
        }
    }

    private static void AddRequests(Ledger ledger, StatusCommand.Import import)
    {
        var asked = ledger.Book.PendingRequest;
        foreach (var imported in import.Requests.OrderBy(imported => imported.Request.RequestedAt).ThenBy(imported => imported.Request.Id))
        {
            var request = imported.Request with { RequestedAt = Instant.Truncate(imported.Request.RequestedAt) };
            if (imported.Status != UpgradeRequestStatus.Pending)
            {
                ledger.Add(new StatusEvent.UpgradeClosed(new ClosedUpgradeRequest
                {
                    Request = request,
                    Status = imported.Status,
                    By = imported.ClosedBy ?? Actor.System,
                    At = Instant.Truncate(imported.ClosedAt ?? request.RequestedAt),
                    Notes = imported.Notes,
                    RejectionReason = imported.RejectionReason,
                }));
            }
        }

        // Last: an answer to another one leaves none pending. What was asked here goes on, unless this answered it.
        if (asked is not null
            && import.Requests.Any(imported => imported.Request.Id == asked.Id && imported.Status != UpgradeRequestStatus.Pending))
        {
            asked = null;
        }

        asked ??= import.Requests.LastOrDefault(imported => imported.Status == UpgradeRequestStatus.Pending)?.Request;
        if (asked is not null && ledger.Book.PendingRequest is null)
        {
            ledger.Add(new StatusEvent.UpgradeRequested(asked with { RequestedAt = Instant.Truncate(asked.RequestedAt) }));
        }
    }
}
