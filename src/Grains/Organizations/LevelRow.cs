using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>A level that is held.</summary>
internal sealed record LevelRow
{
    public required Guid Id { get; init; }

    public required StatusLevel Level { get; init; }

    public required string State { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }

    public required ActorKind GrantedByKind { get; init; }

    public required string? GrantedBy { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    public required DateTimeOffset? ValidUntil { get; init; }

    public required DateTimeOffset? CountsUntil { get; init; }

    public required DateTimeOffset? LastVerifiedAt { get; init; }

    public required DateTimeOffset? GraceEndsAt { get; init; }

    public required DateTimeOffset? SuspendedAt { get; init; }

    public required DateTimeOffset? RestorableUntil { get; init; }

    public required DateTimeOffset? AtRiskUntil { get; init; }

    public required bool OnJudgement { get; init; }

    public required string? SubscriptionId { get; init; }

    public required string? Notes { get; init; }
}
