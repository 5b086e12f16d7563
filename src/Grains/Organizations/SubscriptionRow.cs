using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>A subscription and its claim on A.</summary>
internal sealed record SubscriptionRow
{
    public required string SubscriptionId { get; init; }

    public required SubscriptionStatus? Status { get; init; }

    /// <summary>How its claim on A ends; <c>none</c> when it has none.</summary>
    public required string Claim { get; init; }

    public required DateTimeOffset? ClaimEndsAt { get; init; }

    public required DateTimeOffset? GraceEndsAt { get; init; }

    public required DateTimeOffset? CurrentPeriodEnd { get; init; }

    public required DateTimeOffset? OccurredAt { get; init; }

    public required bool Blocked { get; init; }
}
