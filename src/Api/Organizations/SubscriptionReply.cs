using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>The subscription that holds A the longest, or else the one heard of last.</summary>
internal sealed record SubscriptionReply(
    string Id, string? Status, DateTimeOffset? GracePeriodEndsAt, DateTimeOffset? CurrentPeriodEnd)
{
    public static SubscriptionReply? Of(StatusSnapshot status)
    {
        var holding = status.LevelOf(StatusLevel.A)?.SubscriptionId;
        var subscription = status.Subscriptions
            .OrderByDescending(known => known.Id == holding)
            .ThenByDescending(known => known.OccurredAt)
            .FirstOrDefault();
        return subscription is null ? null : new(
            subscription.Id, subscription.Status is { } word ? Words.Of(word) : null, subscription.GraceEndsAt,
            subscription.CurrentPeriodEnd);
    }
}
