using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>Turns a decision into the rows it adds to or changes in the tables. Holds no rule: it copies what was decided.</summary>
internal static class Projector
{
    public static OrganizationDocument Document(long version, Decision decision, KeyRow? key = null)
    {
        var book = decision.Book;
        return new OrganizationDocument
        {
            OrganizationId = book.OrganizationId,
            Epoch = book.Epoch,
            Version = version,
            Book = book,
            Projection = Project(decision, key),
        };
    }

    private static Projection Project(Decision decision, KeyRow? key)
    {
        var book = decision.Book;
        var now = book.RecordedAt!.Value;
        return new Projection
        {
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
        };
    }

    private static StatusRow Status(StatusBook book, DateTimeOffset now)
    {
        var counting = book.CountingLevels(now);
        StatusLevel? current = counting.IsEmpty ? null : counting[^1];
        return new StatusRow(
            current?.ToString() ?? "0",
            current is { } level ? book.CountsUntil(level) : null,
            book.NextDue, book.Sequence, book.Sequence == 0 ? null : book.HeadHash, book.OutboxNumber, book.ForgottenAt,
            book.A?.Claims.Any(claim => claim.Kind == ClaimKind.Grace) ?? false,
            book.AutomaticCBlocked, book.Metrics);
    }

    // The read model shows what every other reader is shown.
    private static ImmutableArray<LevelRow> Levels(StatusBook book, DateTimeOffset now) =>
    [
        .. Snapshots.Levels(book, now).Select(level => new LevelRow(
            level.Id, level.Level, Words.Of(level.State), level.GrantedAt, level.GrantedBy.Kind, level.GrantedBy.Id, level.GrantedAt,
            level.ValidUntil, level.CountsUntil, level.LastVerifiedAt, level.GraceEndsAt, level.SuspendedAt, level.RestorableUntil,
            level.AtRiskUntil, level.OnJudgement, level.SubscriptionId, level.Notes)),
    ];

    // A claim changes by other events than its subscription's own: every one that the decision touched is written anew.
    private static ImmutableArray<SubscriptionRow> Subscriptions(Decision decision)
    {
        var touchesAll = decision.Events.Any(happened => happened is StatusEvent.LevelEnded { Level: StatusLevel.A } or StatusEvent.LevelGranted { Level: StatusLevel.A });
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

    private static SubscriptionRow Row(Subscription subscription, Claim? claim) => new(
        subscription.Id, subscription.Status, claim is null ? "none" : Words.Of(claim.Kind), claim?.EndsAt,
        claim?.Kind == ClaimKind.Grace ? claim.EndsAt : null, subscription.CurrentPeriodEnd, subscription.OccurredAt, subscription.Blocked);

    private static RequestRow? Request(StatusEvent happened) => happened switch
    {
        StatusEvent.UpgradeRequested { Request: var request } => Row(request, UpgradeRequestStatus.Pending, null),
        StatusEvent.UpgradeClosed { Closed: var closed } => Row(closed.Request, closed.Status, closed),
        _ => null,
    };

    private static RequestRow Row(UpgradeRequest request, UpgradeRequestStatus status, ClosedUpgradeRequest? closed) => new(
        request.Id, request.Level, status, request.Message, request.EvidenceUrls, request.RequestedBy.Id, request.RequestedAt,
        closed?.At, closed?.By.Id, closed?.Notes, closed?.RejectionReason, closed?.GrantSequence);

    private static EntryRow Entry(HistoryEntry entry) => new(
        entry.Id, entry.Sequence, entry.Level, entry.Action, entry.Reason, entry.Actor.Kind, entry.Actor.Id, entry.EffectiveAt, entry.RecordedAt,
        entry.LevelsAfter, entry.Metadata, entry.Canonical, entry.PreviousHash, entry.Hash, entry.Personal);

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

    private static NoticeRow Row(Notice notice, NoticeOutcome outcome, DateTimeOffset? raisedAt, DateTimeOffset? settledAt) => new(
        notice.Kind, notice.Level, notice.EndsAt, notice.Point, notice.Schedule, notice.SubscriptionId, notice.DueAt, outcome, raisedAt, settledAt);
}
