using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

/// <summary>The statuses of a subscription that the rules know.</summary>
public enum SubscriptionStatus
{
    /// <summary>In its trial: counts as paid.</summary>
    Trialing,

    /// <summary>Paid.</summary>
    Active,

    /// <summary>A payment failed.</summary>
    PastDue,

    /// <summary>Payments failed for good, the subscription stands.</summary>
    Unpaid,

    /// <summary>Paused by its owner.</summary>
    Paused,

    /// <summary>Cancelled by its owner.</summary>
    Canceled,

    /// <summary>Ran out.</summary>
    Expired,
}

/// <summary>What is known of a subscription.</summary>
/// <param name="Id">Opaque, not empty (<see cref="TextLengths.OutsideId"/>).</param>
/// <param name="Status">The last status applied; null when it is known from a grant only.</param>
/// <param name="OccurredAt">When the last event applied happened; an older one is stale, and so is a weaker one of that instant.</param>
/// <param name="CurrentPeriodEnd">Until when it is paid, as last told.</param>
/// <param name="Blocked">A person revoked A while this subscription was known: it does not bring A back.</param>
/// <param name="Answers">
/// The newest events applied and what they were answered: what the organization itself knows. The table of keys knows those of 90 days.
/// </param>
/// <param name="Before">How it stood before the events of that instant; null when a version wrote them that did not say.</param>
public sealed record Subscription(
    string Id, SubscriptionStatus? Status, DateTimeOffset? OccurredAt, DateTimeOffset? CurrentPeriodEnd, bool Blocked,
    ImmutableArray<AnsweredEvent> Answers, SubscriptionBefore? Before = null);

/// <summary>How a subscription stood before an instant: what an event decides on that beats others of the same instant.</summary>
/// <param name="Claim">Its claim on A; null when it had none.</param>
/// <param name="CurrentPeriodEnd">Until when it was paid, as last told.</param>
public sealed record SubscriptionBefore(Claim? Claim, DateTimeOffset? CurrentPeriodEnd);

/// <summary>An event and the answer it got, kept so that a repeat gets it again.</summary>
public sealed record AnsweredEvent(string EventId, SubscriptionOutcome Outcome);

/// <summary>What a subscription event did to A.</summary>
public enum LevelAAction
{
    None,
    Granted,
    AlreadyActive,
    Retained,
    Revoked,
    Renewed,
    Blocked,
    IgnoredStale,
    IgnoredForgotten,
}

/// <summary>What a subscription event did to the payment grace.</summary>
public enum GraceAction
{
    GracePeriodStarted,
    AlreadyInGrace,
    GracePeriodCleared,
}

/// <summary>The answer to a subscription event.</summary>
/// <param name="OldStatus">The status before; null when the subscription was not known.</param>
/// <param name="NewStatus">The status that was reported.</param>
/// <param name="LevelA">What happened to A.</param>
/// <param name="Grace">What happened to the grace; null when nothing did.</param>
/// <param name="GraceEndsAt">The exclusive end of a running grace.</param>
/// <param name="LevelId">The A that was held after it; null when none was, and in answers of versions that did not say.</param>
/// <param name="At">When it was decided; null in answers of versions that did not say.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.SubscriptionOutcome")]
public sealed record SubscriptionOutcome(
    [property: Id(0)] SubscriptionStatus? OldStatus,
    [property: Id(1)] SubscriptionStatus NewStatus,
    [property: Id(2)] LevelAAction LevelA,
    [property: Id(3)] GraceAction? Grace = null,
    [property: Id(4)] DateTimeOffset? GraceEndsAt = null,
    [property: Id(5)] Guid? LevelId = null,
    [property: Id(6)] DateTimeOffset? At = null);
