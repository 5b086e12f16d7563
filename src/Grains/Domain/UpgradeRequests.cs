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
/// <param name="Request">The request.</param>
/// <param name="Status">Approved, rejected or cancelled.</param>
/// <param name="By">Who ended it.</param>
/// <param name="At">When.</param>
/// <param name="Notes">Free text for platform admins.</param>
/// <param name="RejectionReason">Free text for the organization.</param>
/// <param name="GrantSequence">The history entry that gave the level.</param>
public sealed record ClosedUpgradeRequest(
    UpgradeRequest Request, UpgradeRequestStatus Status, Actor By, DateTimeOffset At,
    string? Notes = null, string? RejectionReason = null, long? GrantSequence = null);
