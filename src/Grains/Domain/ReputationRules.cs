namespace StatusLevels.Grains.Domain;

/// <summary>Metrics, and what they do to C.</summary>
internal static class ReputationRules
{
    // More than a century: whoever reports that reports nonsense.
    private const decimal MostResponseHours = 1_000_000;

    public static Verdict Report(Ledger ledger, StatusCommand.ReportReputation report)
    {
        if (OutOfRange(report) is { } field)
        {
            return new Refusal.MetricsOutOfRange(field);
        }

        var asOf = Instant.Truncate(report.AsOf);
        var tolerance = ledger.Catalog.Limits.ClockSkewMinutes;
        if (asOf > ledger.Now + TimeSpan.FromMinutes(tolerance))
        {
            return new Refusal.AsOfInFuture(tolerance);
        }

        if (asOf < ledger.Book.Metrics?.AsOf)
        {
            return Verdict.Unchanged with { Reputation = new(LevelCAction.IgnoredStale) };
        }

        var metrics = new ReputationMetrics(
            asOf, ledger.Now, report.ReviewCount, report.ResponseRate, report.AvgResponseHours, report.PublicCases);
        var criteria = CriteriaSnapshot.Of(metrics, ledger.Catalog);
        ledger.Add(new StatusEvent.ReputationReported(metrics, criteria));
        var before = ledger.Book.C;
        if (before is null)
        {
            GrantEarnedC(ledger);
        }
        else if (criteria.Met)
        {
            Recover(ledger, criteria);
        }
        else
        {
            PutAtRisk(ledger, criteria);
        }

        // With a tolerance of no days C ends in the same write, and the answer says so.
        DueRules.Settle(ledger);
        return Verdict.Done with { Reputation = new(Action(before, ledger, criteria)) };
    }

    /// <summary>Gives C if it is earned: B counts, the criteria are met, the catalog allows it and no person stands against it.</summary>
    public static void GrantEarnedC(Ledger ledger)
    {
        var book = ledger.Book;
        var criteria = CriteriaSnapshot.Of(book.Metrics, ledger.Catalog);
        if (book.C is not null || book.AutomaticCBlocked || !IsEarned(ledger, criteria))
        {
            return;
        }

        var id = DerivedId.Holding(book.OrganizationId, book.Epoch, book.Sequence + 1);
        ledger.RecordBySystem(
            new StatusEvent.LevelGranted { Level = StatusLevel.C, Id = id, By = Actor.System, Automatic = true },
            StatusLevel.C, HistoryAction.AutoGranted, Reasons.CriteriaMet, ledger.Now,
            new EntryMetadata { Criteria = criteria, CatalogVersion = ledger.Catalog.Version });
    }

    private static bool IsEarned(Ledger ledger, CriteriaSnapshot criteria) =>
        criteria.Met && ledger.Catalog.GrantCAutomatically && ledger.Book.Counts(StatusLevel.B, ledger.Now);

    private static LevelCAction Action(TopReputation? before, Ledger ledger, CriteriaSnapshot criteria) => (before, ledger.Book.C) switch
    {
        (null, null) when ledger.Book.AutomaticCBlocked && IsEarned(ledger, criteria) => LevelCAction.Blocked,
        (null, not null) => LevelCAction.Granted,
        (not null, null) => LevelCAction.Degraded,
        ({ AtRiskUntil: null }, { AtRiskUntil: not null }) => LevelCAction.AtRisk,
        ({ AtRiskUntil: not null }, { AtRiskUntil: null }) => LevelCAction.Recovered,
        _ => LevelCAction.None,
    };

    private static void Recover(Ledger ledger, CriteriaSnapshot criteria)
    {
        if (ledger.Book.C is { AtRiskUntil: not null })
        {
            ledger.RecordBySystem(
                new StatusEvent.LevelRecovered(), StatusLevel.C, HistoryAction.Recovered, Reasons.CriteriaMet, ledger.Now,
                new EntryMetadata { Criteria = criteria });
        }
    }

    private static void PutAtRisk(Ledger ledger, CriteriaSnapshot criteria)
    {
        if (ledger.Book.C is not { AtRiskUntil: null, OnJudgement: false })
        {
            return;
        }

        var until = ledger.Now + TimeSpan.FromDays(ledger.Catalog.AtRiskDays);
        var quiet = TimeSpan.FromDays(ledger.Catalog.Limits.AtRiskNotificationDays);
        var notify = ledger.Book.AtRiskNotifiedAt is not { } told || told + quiet <= ledger.Now;
        ledger.RecordBySystem(
            new StatusEvent.LevelAtRisk(until, notify), StatusLevel.C, HistoryAction.AtRisk, Reasons.CriteriaUnmet, ledger.Now,
            new EntryMetadata { Criteria = criteria, AtRiskUntil = until });
    }

    private static string? OutOfRange(StatusCommand.ReportReputation report) =>
        report.ReviewCount < 0 ? "review_count"
        : report.ResponseRate is < 0 or > 100 ? "response_rate"
        : report.AvgResponseHours is < 0 or > MostResponseHours ? "avg_response_hours"
        : report.PublicCases < 0 ? "public_cases"
        : null;
}
