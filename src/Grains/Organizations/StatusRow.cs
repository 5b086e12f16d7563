using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>The row of an organization in the read model: what lists and counts look for.</summary>
internal sealed record StatusRow
{
    /// <summary>The highest level that counts; <c>"0"</c> when none does.</summary>
    public required string CurrentLevel { get; init; }

    /// <summary>Until when that level counts; null without end.</summary>
    public required DateTimeOffset? CountsUntil { get; init; }

    public required DateTimeOffset? NextDue { get; init; }

    public required long Sequence { get; init; }

    public required string? HeadHash { get; init; }

    public required long OutboxNumber { get; init; }

    public required DateTimeOffset? ForgottenAt { get; init; }

    public required bool InGrace { get; init; }

    public required bool LevelCBlocked { get; init; }

    public required ReputationMetrics? Metrics { get; init; }
}
