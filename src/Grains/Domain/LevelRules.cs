namespace StatusLevels.Grains.Domain;

/// <summary>Granting, renewing, verifying and revoking.</summary>
internal static class LevelRules
{
    public static Verdict Grant(Ledger ledger, StatusCommand.Grant grant, Guid? answeredRequest = null)
    {
        var validUntil = Truncated(grant.ValidUntil);
        if (ObjectionTo(ledger, grant, validUntil) is { } refusal)
        {
            return refusal;
        }

        var metadata = new EntryMetadata
        {
            SubscriptionId = grant.SubscriptionId,
            RequestId = answeredRequest,
            CatalogVersion = ledger.Catalog.Version,
        };
        switch (grant.Level)
        {
            case StatusLevel.A:
                GrantA(ledger, grant, validUntil, metadata);
                break;
            case StatusLevel.B:
                GrantB(ledger, grant, validUntil is { } named ? EndOfB.Named(named) : EndOfB.From(ledger.Now, ledger), metadata);
                break;
            default:
                var criteria = CriteriaSnapshot.Of(ledger.Book.Metrics, ledger.Catalog);
                Give(ledger, grant, metadata with { Criteria = criteria }, onJudgement: !criteria.Met && ledger.Context.Actor.IsPerson);
                break;
        }

        return Verdict.Done;
    }

    public static Verdict Renew(Ledger ledger, StatusCommand.Renew renew)
    {
        if (!ledger.Book.Holds(renew.Level))
        {
            return new Refusal.LevelNotActive(renew.Level);
        }

        if (renew.Level == StatusLevel.C)
        {
            return new Refusal.LevelCNeverExpires();
        }

        var end = renew.Level == StatusLevel.A ? ledger.Book.A!.EndsAt : ledger.Book.B!.ValidUntil;
        var renewed = Truncated(renew.ValidUntil) is { } named ? EndOfB.Named(named)
            : renew.Level == StatusLevel.B ? EndOfB.After(ledger.Book.B!, ledger)
            : null;
        if (renewed is null)
        {
            return new Refusal.ValidUntilRequired();
        }

        var date = renewed.Date;
        if (ObjectionTo(ledger, date) is { } refusal)
        {
            return refusal;
        }

        if (end is null || date <= end)
        {
            return new Refusal.ValidUntilNotLater(end);
        }

        if (renew.Level == StatusLevel.A)
        {
            var metadata = new EntryMetadata { ValidUntil = date, PreviousValidUntil = ledger.Book.A!.ValidUntil };
            ledger.Record(
                new StatusEvent.ClaimPlaced(new Claim(null, ClaimKind.Dated, date)), StatusLevel.A, HistoryAction.Renewed,
                metadata: metadata);
        }
        else
        {
            RenewB(ledger, renewed, verifiedAt: null, reason: null);
        }

        return Verdict.Done;
    }

    public static Verdict Verify(Ledger ledger)
    {
        if (ledger.Book.B is not { } b)
        {
            return new Refusal.LevelNotActive(StatusLevel.B);
        }

        var anew = EndOfB.From(ledger.Now, ledger);
        RenewB(ledger, anew.Date > b.ValidUntil ? anew : new EndOfB(b.ValidUntil, b.AnchorDay), ledger.Now, Reasons.Verified);
        return Verdict.Done;
    }

    public static Verdict Revoke(Ledger ledger, StatusCommand.Revoke revoke)
    {
        if (!ledger.Book.Holds(revoke.Level))
        {
            return new Refusal.LevelNotActive(revoke.Level);
        }

        var metadata = new EntryMetadata { PreviousValidUntil = ledger.Book.ExpiryOf(revoke.Level) };
        ledger.Record(
            new StatusEvent.LevelEnded(revoke.Level, ledger.Context.Actor.IsPerson, revoke.Quiet), revoke.Level, HistoryAction.Revoked,
            metadata: metadata, words: revoke.Reason);
        if (revoke.Level == StatusLevel.B && ledger.Book.C is not null)
        {
            ledger.Record(
                new StatusEvent.LevelEnded(StatusLevel.C, Quiet: revoke.Quiet), StatusLevel.C, HistoryAction.Degraded, Reasons.LevelBLost);
        }

        return Verdict.Done;
    }

    // Conflicts come before rules.
    private static Refusal? ObjectionTo(Ledger ledger, StatusCommand.Grant grant, DateTimeOffset? validUntil)
    {
        var book = ledger.Book;
        var alreadyActive = grant.Level == StatusLevel.A
            ? book.A?.ClaimOf(grant.SubscriptionId) is not null
            : book.Counts(grant.Level, ledger.Now);
        if (alreadyActive)
        {
            return new Refusal.LevelAlreadyActive(grant.Level);
        }

        if (IsBlocked(ledger, grant))
        {
            return new Refusal.AutomaticGrantingBlocked(grant.Level);
        }

        if (grant.Level != StatusLevel.C)
        {
            return validUntil is { } date ? ObjectionTo(ledger, date) : null;
        }

        return validUntil is not null ? new Refusal.LevelCNeverExpires()
            : book.Counts(StatusLevel.B, ledger.Now) ? null
            : new Refusal.LevelCRequiresB();
    }

    private static Refusal? ObjectionTo(Ledger ledger, DateTimeOffset validUntil)
    {
        var years = ledger.Catalog.Limits.MaxValidityYears;
        return validUntil <= ledger.Now ? new Refusal.ValidUntilInPast()
            : validUntil > ledger.Now.AddYears(years) ? new Refusal.ValidUntilTooFar(years)
            : null;
    }

    // A service is not a person: it does not undo what a person revoked.
    private static bool IsBlocked(Ledger ledger, StatusCommand.Grant grant) => !ledger.Context.Actor.IsPerson && grant.Level switch
    {
        StatusLevel.A => grant.SubscriptionId is { } id && ledger.Book.SubscriptionOf(id) is { Blocked: true },
        StatusLevel.B => false,
        _ => ledger.Book.AutomaticCBlocked,
    };

    private static void GrantA(Ledger ledger, StatusCommand.Grant grant, DateTimeOffset? validUntil, EntryMetadata metadata)
    {
        if (grant.SubscriptionId is { } id && ledger.Book.SubscriptionOf(id) is null)
        {
            ledger.Add(new StatusEvent.SubscriptionChanged(new Subscription(id, null, null, null, false, [])));
        }

        var claim = new Claim(grant.SubscriptionId, validUntil is null ? ClaimKind.Open : ClaimKind.Dated, validUntil);
        var held = ledger.Book.A;
        // Beside another claim it is the later end that A shows.
        var shownUntil = held is null ? validUntil : held.With(claim).ValidUntil;
        Give(
            ledger, grant, metadata with { ValidUntil = shownUntil, PreviousValidUntil = held?.ValidUntil },
            validUntil, claim: claim);
    }

    private static void GrantB(Ledger ledger, StatusCommand.Grant grant, EndOfB end, EntryMetadata metadata)
    {
        var restorableUntil = RestorableUntil(ledger, end.Date);
        Give(
            ledger, grant,
            metadata with { ValidUntil = end.Date, RestorableUntil = restorableUntil, PreviousValidUntil = ledger.Book.B?.ValidUntil },
            end.Date, end.AnchorDay, restorableUntil);
        BringBackC(ledger);
    }

    private static void Give(
        Ledger ledger, StatusCommand.Grant grant, EntryMetadata metadata,
        DateTimeOffset? validUntil = null, int? anchorDay = null, DateTimeOffset? restorableUntil = null, Claim? claim = null,
        bool onJudgement = false)
    {
        var actor = ledger.Context.Actor;
        var id = DerivedId.Holding(ledger.Book.OrganizationId, ledger.Book.Epoch, ledger.Book.Sequence + 1);
        ledger.Record(
            new StatusEvent.LevelGranted
            {
                Level = grant.Level,
                Id = id,
                By = actor,
                Automatic = !actor.IsPerson,
                Notes = grant.Notes,
                SubscriptionId = grant.SubscriptionId,
                Claim = claim,
                ValidUntil = validUntil,
                AnchorDay = anchorDay,
                RestorableUntil = restorableUntil,
                OnJudgement = onJudgement,
            },
            grant.Level,
            actor.IsPerson ? HistoryAction.Granted : HistoryAction.AutoGranted,
            metadata.RequestId is null ? null : Reasons.UpgradeApproved,
            metadata,
            notes: grant.Notes);
    }

    private static void RenewB(Ledger ledger, EndOfB end, DateTimeOffset? verifiedAt, string? reason)
    {
        var b = ledger.Book.B!;
        var validUntil = end.Date;
        var restorableUntil = validUntil == b.ValidUntil ? b.RestorableUntil : RestorableUntil(ledger, validUntil);
        ledger.Record(
            new StatusEvent.VerificationRenewed(validUntil, end.AnchorDay, restorableUntil, verifiedAt), StatusLevel.B,
            HistoryAction.Renewed, reason,
            new EntryMetadata
            {
                ValidUntil = validUntil,
                PreviousValidUntil = b.ValidUntil,
                RestorableUntil = restorableUntil,
                CatalogVersion = ledger.Catalog.Version,
            });
        if (b.SuspendedAt is not null)
        {
            ledger.Record(new StatusEvent.LevelRestored(StatusLevel.B), StatusLevel.B, HistoryAction.Restored, reason);
            BringBackC(ledger);
        }
    }

    // B counts again: a suspended C comes back with it, and one that fresh metrics earn is given.
    private static void BringBackC(Ledger ledger)
    {
        if (ledger.Book.C is { SuspendedAt: not null })
        {
            ledger.RecordBySystem(
                new StatusEvent.LevelRestored(StatusLevel.C), StatusLevel.C, HistoryAction.Restored, Reasons.LevelBRestored, ledger.Now);
        }
        else if (ledger.Book.Metrics?.AsOf >= ledger.Now - TimeSpan.FromDays(ledger.Catalog.Limits.FreshMetricsDays))
        {
            ReputationRules.GrantEarnedC(ledger);
        }
    }

    private static DateTimeOffset RestorableUntil(Ledger ledger, DateTimeOffset validUntil) =>
        validUntil + TimeSpan.FromDays(ledger.Catalog.RestorationGraceDays);

    private static DateTimeOffset? Truncated(DateTimeOffset? instant) => instant is { } given ? Instant.Truncate(given) : null;
}
