using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>An upgrade request as it stands.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.UpgradeRequestView")]
public sealed record UpgradeRequestView
{
    [Id(0)]
    public required UpgradeRequest Request { get; init; }

    [Id(1)]
    public required UpgradeRequestStatus Status { get; init; }

    /// <summary>Who answered or cancelled it.</summary>
    [Id(2)]
    public Actor? ClosedBy { get; init; }

    /// <summary>When.</summary>
    [Id(3)]
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Free text, for platform admins only.</summary>
    [Id(4)]
    public string? ReviewNotes { get; init; }

    /// <summary>Free text for the organization: why it was rejected.</summary>
    [Id(5)]
    public string? RejectionReason { get; init; }

    /// <summary>The number of the history entry that gave the level.</summary>
    [Id(6)]
    public long? GrantSequence { get; init; }

    /// <summary>Free text for the organization.</summary>
    [Id(7)]
    public string? Comment { get; init; }

    public static UpgradeRequestView Pending(UpgradeRequest request) => new() { Request = request, Status = UpgradeRequestStatus.Pending };

    internal static UpgradeRequestView Of(ClosedUpgradeRequest closed) => new()
    {
        Request = closed.Request,
        Status = closed.Status,
        ClosedBy = closed.By,
        ClosedAt = closed.At,
        ReviewNotes = closed.Notes,
        RejectionReason = closed.RejectionReason,
        GrantSequence = closed.GrantSequence,
        Comment = closed.Comment,
    };
}
