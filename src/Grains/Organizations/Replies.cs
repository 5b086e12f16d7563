using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>Turns decisions into what callers are told.</summary>
internal static class Replies
{
    /// <summary>The answer to what was decided at this instant, whether or not there is anything to write.</summary>
    public static CommandReply Of(StatusSnapshot status, Decision decision, DateTimeOffset now) => new()
    {
        Status = status,
        Refusal = decision.Refusal,
        Entries = [.. decision.Events.Select(happened => happened.Entry).OfType<HistoryEntry>().Select(Summary)],
        Notices = [.. decision.Events.OfType<StatusEvent.NoticeRaised>().Select(raised => Raised(raised.Notice))],
        Subscription = decision.Verdict.Subscription,
        Request = decision.Events.Select(Request).LastOrDefault(request => request is not null),
        Reputation = decision.Verdict.Reputation,
        Written = !decision.Events.IsEmpty,
        AnsweredAt = now,
    };

    public static CommandReply Failed(StatusSnapshot status, StoreFailure failure) =>
        new() { Status = status, Failure = failure, Entries = [], Notices = [] };

    private static EntrySummary Summary(HistoryEntry entry) => new()
    {
        Id = entry.Id,
        Sequence = entry.Sequence,
        Level = entry.Level,
        Action = entry.Action,
        Reason = entry.Reason ?? entry.Personal?.Reason,
        Actor = entry.Actor,
        EffectiveAt = entry.EffectiveAt,
        RecordedAt = entry.RecordedAt,
    };

    private static RaisedNotice Raised(Notice notice) => new(notice.Kind, notice.Level, notice.Point, notice.EndsAt, notice.DueAt);

    private static UpgradeRequestView? Request(StatusEvent happened) => happened switch
    {
        StatusEvent.UpgradeRequested { Request: var request } => UpgradeRequestView.Pending(request),
        StatusEvent.UpgradeClosed { Closed: var closed } => UpgradeRequestView.Of(closed),
        _ => null,
    };
}
