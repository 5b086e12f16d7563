using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Stories;

/// <summary>Commands as the tests speak of them.</summary>
internal static class Commands
{
    public static StatusCommand Grant(StatusLevel level, DateTimeOffset? until = null, string? subscription = null, string? notes = null) =>
        new StatusCommand.Grant(level, until, subscription, notes);

    public static StatusCommand Renew(StatusLevel level, DateTimeOffset? until = null) => new StatusCommand.Renew(level, until);

    public static StatusCommand Verify() => new StatusCommand.Verify();

    public static StatusCommand Revoke(StatusLevel level, string? reason = null) => new StatusCommand.Revoke(level, reason);

    public static StatusCommand Subscription(
        SubscriptionStatus status, string id = "s1", DateTimeOffset? occurredAt = null, string? eventId = null, int? graceDays = null,
        DateTimeOffset? periodEnd = null) =>
        new StatusCommand.ChangeSubscription(id, status, occurredAt, eventId, graceDays, periodEnd);

    public static StatusCommand Request(StatusLevel level) =>
        new StatusCommand.RequestUpgrade(level, "Please.", ["https://example.org/proof"]);

    public static StatusCommand Approve(Guid request, DateTimeOffset? until = null) =>
        new StatusCommand.ReviewUpgrade(request, true, "Seen.", null, until, "Welcome.");

    public static StatusCommand Reject(Guid request, string? reason) =>
        new StatusCommand.ReviewUpgrade(request, false, "Seen.", reason, Comment: "Sorry.");

    public static StatusCommand Cancel(Guid request) => new StatusCommand.CancelUpgrade(request);

    public static StatusCommand Forget() => new StatusCommand.Forget();

    /// <summary>Metrics that meet every criterion, unless told otherwise.</summary>
    public static StatusCommand Metrics(DateTimeOffset asOf, int reviews = 15, decimal rate = 85, decimal hours = 47.9m, int cases = 1) =>
        new StatusCommand.ReportReputation(asOf, reviews, rate, hours, cases);

    public static StatusCommand PoorMetrics(DateTimeOffset asOf) => Metrics(asOf, reviews: 3);
}
