using System.Collections.Immutable;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>Turns a decision into the rows it adds to or changes in the tables. Holds no rule: it copies what was decided.</summary>
internal static class Projector
{
    public static OrganizationDocument Document(
        long version, Decision decision, ReminderRow reminder, KeyRow? key = null, KeyRow? happened = null)
    {
        var book = decision.Book;
        return new OrganizationDocument
        {
            OrganizationId = book.OrganizationId,
            Epoch = book.Epoch,
            Version = version,
            Book = book,
            Projection = Project(version, decision, reminder, key, happened),
        };
    }

    private static Projection Project(long version, Decision decision, ReminderRow reminder, KeyRow? key, KeyRow? happened)
    {
        var book = decision.Book;
        var now = book.RecordedAt!.Value;
        return new Projection
        {
            OrganizationId = book.OrganizationId,
            Epoch = book.Epoch,
            Version = version,
            RecordedAt = now,
            Forget = decision.Events.Any(happened => happened is StatusEvent.OrganizationForgotten),
            Status = Status(book, now),
            Levels = Levels(book, now),
            Subscriptions = Subscriptions(decision),
            Requests = [.. decision.Events.Select(Request).OfType<RequestRow>()],
            Entries = [.. decision.Events.Select(happened => happened.Entry).OfType<HistoryEntry>().Select(Entry)],
            Notices = Notices(decision.Events),
            Outbox = OutboxRows.Of(decision),
            Key = key,
            Event = happened,
            Reminder = reminder,
        };
    }

    private static StatusRow Status(StatusBook book, DateTimeOffset now)
    {
        var counting = book.CountingLevels(now);
        StatusLevel? current = counting.IsEmpty ? null : counting[^1];
        return new StatusRow
        {
            CurrentLevel = current?.ToString() ?? "0",
            CountsUntil = current is { } level ? book.CountsUntil(level) : null,
            NextDue = book.NextDue,
            Sequence = book.Sequence,
            HeadHash = book.Sequence == 0 ? null : book.HeadHash,
            OutboxNumber = book.OutboxNumber,
            ForgottenAt = book.ForgottenAt,
            InGrace = book.A?.Claims.Any(claim => claim.Kind == ClaimKind.Grace) ?? false,
            LevelCBlocked = book.AutomaticCBlocked,
            Metrics = book.Metrics,
        };
    }

    // The read model shows what every other reader is shown.
    private static ImmutableArray<LevelRow> Levels(StatusBook book, DateTimeOffset now) =>
    [
        .. LevelSnapshot.AllOf(book, now).Select(level => new LevelRow
        {
            Id = level.Id,
            Level = level.Level,
            State = Words.Of(level.State),
            GrantedAt = level.GrantedAt,
            GrantedByKind = level.GrantedBy.Kind,
            GrantedBy = level.GrantedBy.Id,
            ValidFrom = level.GrantedAt,
            ValidUntil = level.ValidUntil,
            CountsUntil = level.CountsUntil,
            LastVerifiedAt = level.LastVerifiedAt,
            GraceEndsAt = level.GraceEndsAt,
            SuspendedAt = level.SuspendedAt,
            RestorableUntil = level.RestorableUntil,
            AtRiskUntil = level.AtRiskUntil,
            OnJudgement = level.OnJudgement,
            SubscriptionId = level.SubscriptionId,
            Notes = level.Notes,
        }),
    ];

    // A claim changes by other events than its subscription's own: every one that the decision touched is written anew.
    private static ImmutableArray<SubscriptionRow> Subscriptions(Decision decision)
    {
        var touchesAll = decision.Events.Any(happened =>
            happened is StatusEvent.LevelEnded { Level: StatusLevel.A } or StatusEvent.LevelGranted { Level: StatusLevel.A });
        var touched = decision.Events.Select(happened => happened switch
        {
            StatusEvent.SubscriptionChanged changed => changed.Subscription.Id,
            StatusEvent.ClaimPlaced placed => placed.Claim.SubscriptionId,
            StatusEvent.ClaimEnded ended => ended.SubscriptionId,
            _ => null,
        }).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. decision.Book.Subscriptions
                .Where(subscription => touchesAll || touched.Contains(subscription.Id))
                .Select(subscription => Row(subscription, decision.Book.A?.ClaimOf(subscription.Id))),
        ];
    }

    private static SubscriptionRow Row(Subscription subscription, Claim? claim) => new()
    {
        SubscriptionId = subscription.Id,
        Status = subscription.Status,
        Claim = claim is null ? "none" : Words.Of(claim.Kind),
        ClaimEndsAt = claim?.EndsAt,
        GraceEndsAt = claim?.Kind == ClaimKind.Grace ? claim.EndsAt : null,
        CurrentPeriodEnd = subscription.CurrentPeriodEnd,
        OccurredAt = subscription.OccurredAt,
        Blocked = subscription.Blocked,
    };

    private static RequestRow? Request(StatusEvent happened) => happened switch
    {
        StatusEvent.UpgradeRequested { Request: var request } => Row(request, UpgradeRequestStatus.Pending, null),
        StatusEvent.UpgradeClosed { Closed: var closed } => Row(closed.Request, closed.Status, closed),
        _ => null,
    };

    private static RequestRow Row(UpgradeRequest request, UpgradeRequestStatus status, ClosedUpgradeRequest? closed) => new()
    {
        Id = request.Id,
        TargetLevel = request.Level,
        Status = status,
        Message = request.Message,
        EvidenceUrls = request.EvidenceUrls,
        RequestedBy = request.RequestedBy.Id,
        RequestedAt = request.RequestedAt,
        ClosedAt = closed?.At,
        ReviewedBy = closed?.By.Id,
        ReviewNotes = closed?.Notes,
        RejectionReason = closed?.RejectionReason,
        GrantedEntrySequence = closed?.GrantSequence,
        Comment = closed?.Comment,
    };

    private static EntryRow Entry(HistoryEntry entry) => new()
    {
        Id = entry.Id,
        Sequence = entry.Sequence,
        Level = entry.Level,
        Action = entry.Action,
        Reason = entry.Reason,
        ActorKind = entry.Actor.Kind,
        ActorId = entry.Actor.Id,
        EffectiveAt = entry.EffectiveAt,
        RecordedAt = entry.RecordedAt,
        LevelsAfter = entry.LevelsAfter,
        Metadata = entry.Metadata,
        Canonical = entry.Canonical,
        PreviousHash = entry.PreviousHash,
        Hash = entry.Hash,
        Personal = entry.Personal,
    };

    // A notice that is planned and settled in one write is one row.
    private static ImmutableArray<NoticeRow> Notices(ImmutableArray<StatusEvent> events)
    {
        var rows = new Dictionary<Notice, NoticeRow>();
        foreach (var happened in events)
        {
            switch (happened)
            {
                case StatusEvent.NoticesPlanned planned:
                    foreach (var notice in planned.Notices)
                    {
                        rows[notice] = Row(notice, NoticeOutcome.Pending, null, null);
                    }

                    break;
                case StatusEvent.NoticeRaised { Notice: var notice }:
                    rows[notice] = Row(notice, NoticeOutcome.Raised, happened.RecordedAt, happened.RecordedAt);
                    break;
                case StatusEvent.NoticeSuperseded { Notice: var notice }:
                    rows[notice] = Row(notice, NoticeOutcome.Superseded, null, happened.RecordedAt);
                    break;
                case StatusEvent.NoticeCancelled { Notice: var notice }:
                    rows[notice] = Row(notice, NoticeOutcome.Cancelled, null, happened.RecordedAt);
                    break;
            }
        }

        return [.. rows.Values];
    }

    private static NoticeRow Row(Notice notice, NoticeOutcome outcome, DateTimeOffset? raisedAt, DateTimeOffset? settledAt) => new()
    {
        Kind = notice.Kind,
        Level = notice.Level,
        EndsAt = notice.EndsAt,
        Point = notice.Point,
        Schedule = notice.Schedule,
        SubscriptionId = notice.SubscriptionId,
        DueAt = notice.DueAt,
        Outcome = outcome,
        RaisedAt = raisedAt,
        SettledAt = settledAt,
    };
}
