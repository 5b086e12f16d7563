using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>Turns decisions into what callers are told.</summary>
internal static class Replies
{
    /// <summary>The answer to what was decided at this instant, whether or not there is anything to write.</summary>
    public static CommandReply Of(StatusSnapshot status, Decision decision, DateTimeOffset now) => new(
        status,
        decision.Refusal,
        null,
        [.. decision.Events.Select(happened => happened.Entry).OfType<HistoryEntry>().Select(Summary)],
        [.. decision.Events.OfType<StatusEvent.NoticeRaised>().Select(raised => Raised(raised.Notice))],
        decision.Verdict.Subscription,
        decision.Events.Select(Request).LastOrDefault(request => request is not null),
        decision.Verdict.Reputation,
        Written: !decision.Events.IsEmpty,
        AnsweredAt: now);

    public static CommandReply Failed(StatusSnapshot status, StoreFailure failure) => new(status, null, failure, [], [], null, null);

    private static EntrySummary Summary(HistoryEntry entry) => new(
        entry.Id, entry.Sequence, entry.Level, entry.Action, entry.Reason ?? entry.Personal?.Reason, entry.Actor, entry.EffectiveAt, entry.RecordedAt);

    private static RaisedNotice Raised(Notice notice) => new(notice.Kind, notice.Level, notice.Point, notice.EndsAt, notice.DueAt);

    private static UpgradeRequestView? Request(StatusEvent happened) => happened switch
    {
        StatusEvent.UpgradeRequested { Request: var request } => new UpgradeRequestView(request, UpgradeRequestStatus.Pending),
        StatusEvent.UpgradeClosed { Closed: var closed } => new UpgradeRequestView(
            closed.Request, closed.Status, closed.By, closed.At, closed.Notes, closed.RejectionReason, closed.GrantSequence),
        _ => null,
    };
}
