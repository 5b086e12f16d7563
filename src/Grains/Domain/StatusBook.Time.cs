using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

public sealed partial record StatusBook
{
    /// <summary>The earliest instant at which something falls due; null when nothing ever will.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            var next = Instant.Earliest(NextLevelEnd, C?.AtRiskUntil);
            foreach (var notice in Notices)
            {
                next = Instant.Earliest(next, notice.DueAt);
            }

            return next;
        }
    }

    /// <summary>When the suspended or active B changes next.</summary>
    internal DateTimeOffset? NextEndOfB => B is null ? null : B.SuspendedAt is null ? B.ValidUntil : B.RestorableUntil;

    /// <summary>When the next claim on A ends.</summary>
    internal DateTimeOffset? NextEndOfA
    {
        get
        {
            DateTimeOffset? next = null;
            foreach (var claim in A?.Claims ?? [])
            {
                next = Instant.Earliest(next, claim.EndsAt);
            }

            return next;
        }
    }

    private DateTimeOffset? NextLevelEnd => Instant.Earliest(NextEndOfA, NextEndOfB);

    /// <summary>The state as it is at this instant, whether or not a Tick has run: nothing is recorded by asking.</summary>
    public StatusBook At(DateTimeOffset now, StatusLevelCatalog catalog)
    {
        var instant = Instant.Truncate(now);
        if (NextDue is not { } due || instant < due)
        {
            return this;
        }

        var ledger = new Ledger(this, new CommandContext(Actor.System, instant, ""), instant, catalog);
        DueRules.Settle(ledger);
        return ledger.Book;
    }

    /// <summary>What will happen and when, if nothing else happens first; in order of time.</summary>
    public ImmutableArray<DueItem> Timeline(DateTimeOffset now, StatusLevelCatalog catalog) => At(now, catalog).Ahead();

    private ImmutableArray<DueItem> Ahead()
    {
        var items = new List<DueItem>();
        foreach (var notice in Notices)
        {
            items.Add(notice.Kind == NoticeKind.Expiry
                ? new DueItem(notice.DueAt, DueKind.Notice, notice.Level, notice.Point)
                : new DueItem(notice.DueAt, DueKind.GraceNotice, notice.Level, Instant.DaysUntil(notice.EndsAt, notice.DueAt)));
        }

        foreach (var claim in A?.Claims ?? [])
        {
            if (claim is { Kind: ClaimKind.Grace, EndsAt: { } graceEnd })
            {
                items.Add(new DueItem(graceEnd, DueKind.GraceEnd, StatusLevel.A));
            }
        }

        if (A?.ValidUntil is { } endOfA)
        {
            items.Add(new DueItem(endOfA, DueKind.Expiry, StatusLevel.A));
        }

        if (B is not null)
        {
            if (B.SuspendedAt is null)
            {
                items.Add(new DueItem(B.ValidUntil, DueKind.Expiry, StatusLevel.B));
            }

            items.Add(new DueItem(B.RestorableUntil, DueKind.SuspensionEnd, StatusLevel.B));
        }

        if (C?.AtRiskUntil is { } endOfC)
        {
            items.Add(new DueItem(endOfC, DueKind.AtRiskEnd, StatusLevel.C));
        }

        return [.. items.OrderBy(item => item.At).ThenBy(item => item.Level)];
    }
}
