using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>An upgrade request, as it stands.</summary>
internal sealed record RequestRow
{
    public required Guid Id { get; init; }

    public required StatusLevel TargetLevel { get; init; }

    public required UpgradeRequestStatus Status { get; init; }

    public required string? Message { get; init; }

    public required ImmutableArray<string> EvidenceUrls { get; init; }

    public required string? RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

    public required string? ReviewedBy { get; init; }

    public required string? ReviewNotes { get; init; }

    public required string? RejectionReason { get; init; }

    public required long? GrantedEntrySequence { get; init; }

    public required string? Comment { get; init; }
}
