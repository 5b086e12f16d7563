using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>A history entry with its link in the chain.</summary>
internal sealed record EntryRow
{
    public required Guid Id { get; init; }

    public required long Sequence { get; init; }

    public required StatusLevel Level { get; init; }

    public required HistoryAction Action { get; init; }

    public required string? Reason { get; init; }

    public required ActorKind ActorKind { get; init; }

    public required string? ActorId { get; init; }

    public required DateTimeOffset EffectiveAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required ImmutableArray<StatusLevel> LevelsAfter { get; init; }

    public required EntryMetadata Metadata { get; init; }

    public required string Canonical { get; init; }

    public required string PreviousHash { get; init; }

    public required string Hash { get; init; }

    public required PersonalFields? Personal { get; init; }
}
