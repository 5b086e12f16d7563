using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>What is known of an organization's status, for every kind of reader; whoever shows it leaves out what its reader may not see.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="Version">Counts the writes; 0 when it was never touched.</param>
/// <param name="Levels">What is held, lowest first; a suspended level is held and does not count.</param>
/// <param name="NextDue">Until when this stays true by itself; null when nothing falls due.</param>
/// <param name="Metrics">The metrics that decide about C, as last reported.</param>
/// <param name="PendingRequest">The upgrade request that waits for an answer.</param>
/// <param name="NextRequestForB">When B may be requested again; null when at once.</param>
/// <param name="NextRequestForC">When C may be requested again; null when at once.</param>
/// <param name="Subscriptions">The subscriptions that are known.</param>
/// <param name="ForgottenAt">When the organization was last forgotten.</param>
/// <param name="Forgotten">Whether it is forgotten now.</param>
/// <param name="Epoch">Which of its lives this is.</param>
/// <param name="Sequence">The number of its newest history entry.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.StatusSnapshot")]
public sealed record StatusSnapshot(
    [property: Id(0)] OrganizationId OrganizationId,
    [property: Id(1)] long Version,
    [property: Id(2)] ImmutableArray<LevelSnapshot> Levels,
    [property: Id(3)] DateTimeOffset? NextDue,
    [property: Id(4)] ReputationMetrics? Metrics,
    [property: Id(5)] UpgradeRequest? PendingRequest,
    [property: Id(6)] DateTimeOffset? NextRequestForB,
    [property: Id(7)] DateTimeOffset? NextRequestForC,
    [property: Id(8)] ImmutableArray<SubscriptionSnapshot> Subscriptions,
    [property: Id(9)] DateTimeOffset? ForgottenAt,
    [property: Id(10)] bool Forgotten,
    [property: Id(11)] int Epoch,
    [property: Id(12)] long Sequence)
{
    /// <summary>The highest level that counts; null when none does.</summary>
    public StatusLevel? CurrentLevel => Levels.LastOrDefault(level => level.Counts)?.Level;

    /// <summary>The level, when it is held.</summary>
    public LevelSnapshot? LevelOf(StatusLevel level) => Levels.FirstOrDefault(held => held.Level == level);
}

/// <summary>How a level that is held stands.</summary>
public enum LevelState
{
    /// <summary>It counts.</summary>
    Active,

    /// <summary>It counts, and an unpaid subscription is all that holds it.</summary>
    Grace,

    /// <summary>It does not count, and may come back.</summary>
    Suspended,
}

/// <summary>A level that is held.</summary>
/// <param name="Id">Names this holding.</param>
/// <param name="Counts">Whether it counts now; only then may its badge be shown.</param>
/// <param name="ValidUntil">Its exclusive end; null when it has none, or is in grace.</param>
/// <param name="LastVerifiedAt">When B was last verified.</param>
/// <param name="GraceEndsAt">The exclusive end of the payment grace, in grace.</param>
/// <param name="RestorableUntil">Until when a suspended B can come back.</param>
/// <param name="AtRiskUntil">When unmet criteria end C.</param>
/// <param name="CountsUntil">Until when it counts if nothing happens; null without end.</param>
/// <param name="SubscriptionId">The subscription whose claim ends last, for A.</param>
/// <param name="Notes">Free text, for platform admins only.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.LevelSnapshot")]
public sealed record LevelSnapshot(
    [property: Id(0)] Guid Id,
    [property: Id(1)] StatusLevel Level,
    [property: Id(2)] bool Counts,
    [property: Id(3)] LevelState State,
    [property: Id(4)] DateTimeOffset GrantedAt,
    [property: Id(5)] Actor GrantedBy,
    [property: Id(6)] DateTimeOffset? ValidUntil,
    [property: Id(7)] DateTimeOffset? LastVerifiedAt,
    [property: Id(8)] DateTimeOffset? GraceEndsAt,
    [property: Id(9)] DateTimeOffset? SuspendedAt,
    [property: Id(10)] DateTimeOffset? RestorableUntil,
    [property: Id(11)] DateTimeOffset? AtRiskUntil,
    [property: Id(12)] DateTimeOffset? CountsUntil,
    [property: Id(13)] bool OnJudgement,
    [property: Id(14)] string? SubscriptionId,
    [property: Id(15)] string? Notes);

/// <summary>A subscription that is known.</summary>
/// <param name="GraceEndsAt">The exclusive end of its grace, while it is unpaid.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.SubscriptionSnapshot")]
public sealed record SubscriptionSnapshot(
    [property: Id(0)] string Id,
    [property: Id(1)] SubscriptionStatus? Status,
    [property: Id(2)] DateTimeOffset? GraceEndsAt,
    [property: Id(3)] DateTimeOffset? CurrentPeriodEnd,
    [property: Id(4)] bool ClaimsA,
    [property: Id(5)] bool Blocked,
    [property: Id(6)] DateTimeOffset? OccurredAt);
