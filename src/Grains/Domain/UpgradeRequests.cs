using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

/// <summary>Where an upgrade request stands.</summary>
public enum UpgradeRequestStatus
{
    Pending,
    Approved,
    Rejected,
    Cancelled,
}

/// <summary>An organization's request for a higher level.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.UpgradeRequest")]
public sealed record UpgradeRequest(
    [property: Id(0)] Guid Id,
    [property: Id(1)] StatusLevel Level,
    [property: Id(2)] string? Message,
    [property: Id(3)] ImmutableArray<string> EvidenceUrls,
    [property: Id(4)] Actor RequestedBy,
    [property: Id(5)] DateTimeOffset RequestedAt);

/// <summary>How an upgrade request ended.</summary>
public sealed record ClosedUpgradeRequest
{
    public required UpgradeRequest Request { get; init; }

    /// <summary>Approved, rejected or cancelled.</summary>
    public required UpgradeRequestStatus Status { get; init; }

    /// <summary>Who ended it.</summary>
    public required Actor By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Free text for platform admins.</summary>
    public string? Notes { get; init; }

    /// <summary>Free text for the organization: why it was rejected.</summary>
    public string? RejectionReason { get; init; }

    /// <summary>Free text for the organization.</summary>
    public string? Comment { get; init; }

    /// <summary>The history entry that gave the level.</summary>
    public long? GrantSequence { get; init; }
}
