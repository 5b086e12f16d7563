using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Stories;

/// <summary>Says in a few words what an event tells, so that a test can state the whole of what happened.</summary>
internal static class Telling
{
    public static string Of(StatusEvent happened) => happened switch
    {
        { Entry: { } entry } => Of(entry),
        StatusEvent.ClaimPlaced { Claim: var claim } => $"{Owner(claim.SubscriptionId)} claims A",
        StatusEvent.ClaimEnded { SubscriptionId: var id } => $"claim of {Owner(id)} ended",
        StatusEvent.NoticesPlanned { Notices: var notices } => $"planned: {string.Join(", ", notices.Select(Of))}",
        StatusEvent.NoticeRaised { Notice: var notice } => $"raised: {Of(notice)}",
        StatusEvent.NoticeSuperseded { Notice: var notice } => $"superseded: {Of(notice)}",
        StatusEvent.NoticeCancelled { Notice: var notice } => $"off: {Of(notice)}",
        StatusEvent.SubscriptionChanged { Subscription: var subscription } =>
            $"{subscription.Id} is {(subscription.Status is { } status ? Words.Of(status) : "known")}",
        StatusEvent.UpgradeRequested { Request: var request } => $"{request.Level} requested",
        StatusEvent.UpgradeClosed { Closed: var closed } => $"request for {closed.Request.Level} {Words.Of(closed.Status)}",
        StatusEvent.ReputationReported { Criteria: var criteria } => criteria.Met ? "criteria met" : "criteria unmet",
        StatusEvent.OrganizationForgotten => "forgotten",
        StatusEvent.EpochBegan => "epoch began",
        _ => throw new InvalidOperationException($"No words for {happened.GetType().Name}; and only an entry may account for it."),
    };

    public static string Of(HistoryEntry entry) =>
        entry.Reason is null ? $"{entry.Level} {Words.Of(entry.Action)}" : $"{entry.Level} {Words.Of(entry.Action)} ({entry.Reason})";

    public static string Of(Notice notice) =>
        notice.Kind == NoticeKind.Expiry ? $"{notice.Level} {notice.Point}" : $"{notice.SubscriptionId} day {notice.Point}";

    private static string Owner(string? subscriptionId) => subscriptionId ?? "an admin";
}
