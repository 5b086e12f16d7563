using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

/// <summary>
/// The facts of an import in the one order in which they are recorded, those that nobody wrote down among them: a level that is shown
/// has been granted, and one that is not shown any more has ended. To an account that an earlier import began, they are what is new.
/// </summary>
internal sealed class ImportPlan
{
    private readonly Dictionary<StatusLevel, ImportedHolding> shown = [];
    private readonly StatusBook book;
    private readonly DateTimeOffset now;

    private ImportPlan(StatusCommand.Import import, StatusBook book, DateTimeOffset now)
    {
        (this.book, this.now) = (book, now);
        foreach (var holding in import.Holdings.Where(holding => holding.EndedAt is null && Instant.Truncate(holding.GrantedAt) <= now))
        {
            shown.TryAdd(holding.Level, holding);
        }

        Facts =
        [
            .. Enum.GetValues<StatusLevel>().SelectMany(level => Whole(import, level)).Order(Comparer<ImportedFact>.Create(Compare)),
        ];
    }

    /// <summary>
    /// In order of their instants: of one instant grants come first, B before C, then rows by what they are called, then concluded ends.
    /// </summary>
    public ImmutableArray<ImportedFact> Facts { get; }

    public static ImportPlan Of(StatusCommand.Import import, StatusBook book, DateTimeOffset now) => new(import, book, now);

    /// <summary>What is shown of the level; null when it is not held.</summary>
    public ImportedHolding? Shown(StatusLevel level) => shown.GetValueOrDefault(level);

    /// <summary>The next fact of the same level.</summary>
    public ImportedFact? Next(int index) => Facts.Skip(index + 1).FirstOrDefault(fact => fact.Level == Facts[index].Level);

    /// <summary>The unpaid subscription by which it is held until a grace ends; null when it is not.</summary>
    public static ImportedSubscription? GraceOf(StatusCommand.Import import, ImportedHolding holding) =>
        holding.SubscriptionId is { } id
            ? import.Subscriptions.FirstOrDefault(subscription => subscription.Id == id
                && subscription is { GraceEndsAt: not null, Status: SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid })
            : null;

    // The rows that can follow each other, and what is missing between them and what is shown.
    private List<ImportedFact> Whole(StatusCommand.Import import, StatusLevel level)
    {
        List<ImportedFact> rows =
        [
            .. import.Facts
                .Where(fact => fact.Level == level)
                .Select(fact => fact with { At = Instant.Truncate(fact.At) })
                .Where(fact => fact.At <= now)
                .Order(Comparer<ImportedFact>.Create(Compare)),
        ];
        if (Shown(level) is { } holding)
        {
            var verified = Verified(holding, rows);
            return [.. Held(import, rows, holding, isRenewed: verified is not []), .. verified];
        }

        // What was never known there was given here, as C is by reported metrics: that it is not shown there says nothing.
        var possible = Possible(level, rows);
        var isKnownThere = rows is not [] || import.Holdings.Any(former => former.Level == level);
        if (isKnownThere && IsHeldAfter(level, possible))
        {
            // A suspended one may still come back.
            var last = possible is [] ? book.EffectiveAt : possible[^1].At;
            var touched = import.Holdings
                .Where(former => former.Level == level && former.EndedAt is not null)
                .Select(former => Instant.Truncate(former.EndedAt!.Value))
                .Where(at => at >= last && at <= now)
                .DefaultIfEmpty(possible is [] ? now : last)
                .Min();
            possible.Add(new ImportedFact(null, level, HistoryAction.Revoked, touched, Actor.System));
        }

        return possible;
    }

    private List<ImportedFact> Held(StatusCommand.Import import, List<ImportedFact> rows, ImportedHolding holding, bool isRenewed)
    {
        var level = holding.Level;
        var grant = new ImportedFact(
            null, level, holding.GrantedBy.IsPerson ? HistoryAction.Granted : HistoryAction.AutoGranted,
            Instant.Truncate(holding.GrantedAt), holding.GrantedBy);
        var possible = Possible(level, rows);
        if (IsHeldAfter(level, possible))
        {
            return possible is [] && !isRenewed ? [.. Moved(import, holding)] : possible;
        }

        if (book.Sequence > 0 && (IsOver(import, holding) || (level == StatusLevel.C && book.Metrics is not null && rows is [])))
        {
            // It ended here when it did, or by criteria that are known here: that it is shown there still is nothing new.
            return possible;
        }

        // Where it says that it was granted, unless a row says that it ended since: what is shown is true.
        possible = Possible(level, [.. rows.Append(grant).Order(Comparer<ImportedFact>.Create(Compare))]);
        return IsHeldAfter(level, possible)
            ? possible
            : Possible(level, [.. rows, grant with { At = Instant.Earliest(rows[^1].At.AddMilliseconds(1), now)!.Value }]);
    }

    // Held here and there, and no row tells of another end: it is another one since now.
    private IEnumerable<ImportedFact> Moved(StatusCommand.Import import, ImportedHolding holding)
    {
        var moved = new ImportedFact(null, holding.Level, HistoryAction.Renewed, now, Actor.System);
        if (holding.Level == StatusLevel.B)
        {
            return holding.ValidUntil is { } until && Instant.Truncate(until) != book.B!.ValidUntil ? [moved] : [];
        }

        if (holding.Level == StatusLevel.C)
        {
            return [];
        }

        if (book.A!.ClaimOf(holding.SubscriptionId) is not { } claim)
        {
            // Claimed by something else: what it was claimed by is over.
            return
            [
                moved with { Action = HistoryAction.Revoked, At = now.AddMilliseconds(-1) },
                moved with { Action = HistoryAction.AutoGranted },
            ];
        }

        // A grace begins by itself.
        var end = holding.ValidUntil is { } date ? Instant.Truncate(date) : (DateTimeOffset?)null;
        return GraceOf(import, holding) is null && (claim.Kind == ClaimKind.Grace || claim.EndsAt != end) ? [moved] : [];
    }

    private bool IsOver(StatusCommand.Import import, ImportedHolding holding) =>
        holding.ValidUntil <= now || GraceOf(import, holding)?.GraceEndsAt <= now;

    // A verification that no row tells of.
    private List<ImportedFact> Verified(ImportedHolding holding, List<ImportedFact> rows) =>
        holding is { Level: StatusLevel.B, LastVerifiedAt: { } given } && Instant.Truncate(given) is var at
        && at > holding.GrantedAt && at <= now && !(at <= book.B?.LastVerifiedAt) && rows.TrueForAll(row => row.At < at)
            ? [new ImportedFact(null, StatusLevel.B, HistoryAction.Renewed, at, Actor.System)]
            : [];

    private List<ImportedFact> Possible(StatusLevel level, List<ImportedFact> rows)
    {
        var possible = new List<ImportedFact>();
        var (held, suspended) = (book.Holds(level), IsSuspended(level));
        foreach (var row in rows)
        {
            var (follows, isHeld, isSuspended) = row.Action switch
            {
                HistoryAction.Granted or HistoryAction.AutoGranted => (!held || suspended, true, false),
                HistoryAction.Renewed => (held && level != StatusLevel.C, true, false),
                HistoryAction.Suspended => (held && !suspended && level == StatusLevel.B, true, true),
                _ => (held && Ends(row.Action), false, false),
            };
            if (follows)
            {
                possible.Add(row);
                (held, suspended) = (isHeld, isSuspended);
            }
        }

        return possible;
    }

    private bool IsHeldAfter(StatusLevel level, List<ImportedFact> facts) => facts is []
        ? book.Holds(level) && !IsSuspended(level)
        : !Ends(facts[^1].Action) && facts[^1].Action != HistoryAction.Suspended;

    private bool IsSuspended(StatusLevel level) => level switch
    {
        StatusLevel.A => false,
        StatusLevel.B => book.B?.SuspendedAt is not null,
        _ => book.C?.SuspendedAt is not null,
    };

    private static bool Ends(HistoryAction action) => action is HistoryAction.Revoked or HistoryAction.Degraded;

    private static int Compare(ImportedFact left, ImportedFact right) =>
        (left.At, Rank(left)).CompareTo((right.At, Rank(right))) is not 0 and var order ? order
        : Rank(left) == 0 && left.Level.CompareTo(right.Level) is not 0 and var above ? above
        : string.CompareOrdinal(left.SourceId, right.SourceId) is not 0 and var named ? named
        : left.Level.CompareTo(right.Level);

    private static int Rank(ImportedFact fact) => fact switch
    {
        { Action: HistoryAction.Granted or HistoryAction.AutoGranted } => 0,
        { SourceId: null } when Ends(fact.Action) => 2,
        _ => 1,
    };
}
