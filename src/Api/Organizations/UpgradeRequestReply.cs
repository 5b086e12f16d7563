using System.Text.Json.Serialization;
using StatusLevels.Grains.Contracts;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.Organizations;

/// <summary>An upgrade request.</summary>
internal sealed record UpgradeRequestReply : IViewed
{
    [JsonIgnore]
    public Viewer Viewer { get; private init; }

    public required Guid Id { get; init; }

    public required Guid RequestId { get; init; }

    public required Guid OrganizationId { get; init; }

    public required string Status { get; init; }

    public required string TargetLevel { get; init; }

    public required string? Message { get; init; }

    public required IReadOnlyList<string> EvidenceUrls { get; init; }

    public required string? RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public required string EstimatedReviewTime { get; init; }

    /// <summary>When it was answered or taken back; null while it is pending, like all that follows.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who answered it or took it back.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>Why it was rejected.</summary>
    public string? RejectionReason { get; init; }

    /// <summary>What the platform writes to the organization beside its answer.</summary>
    public string? Comment { get; init; }

    /// <summary>The number of the history entry that gave the level.</summary>
    public long? GrantedSequence { get; init; }

    /// <summary>Free text, shown to platform admins only.</summary>
    [ShownTo(Viewer.PlatformViewer)]
    public string? ReviewNotes { get; init; }

    /// <summary>In the review queue: how long it has waited, or waited until it was closed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AgeSeconds { get; init; }

    /// <summary>In the review queue: the same in whole 24-hour days.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AgeDays { get; init; }

    /// <summary>A request as the grain tells of it.</summary>
    public static UpgradeRequestReply Of(
        OrganizationId organization, UpgradeRequestView view, StatusLevelCatalog catalog, string language, bool seesNotes = false)
    {
        var request = view.Request;
        return Of(
            new StoredUpgradeRequest
            {
                OrganizationId = organization,
                Id = request.Id,
                Level = request.Level,
                Status = view.Status,
                Message = request.Message,
                EvidenceUrls = request.EvidenceUrls,
                RequestedBy = request.RequestedBy.Id,
                RequestedAt = request.RequestedAt,
                ClosedAt = view.ClosedAt,
                ClosedBy = view.ClosedBy?.Id,
                ReviewNotes = view.ReviewNotes,
                RejectionReason = view.RejectionReason,
                GrantSequence = view.GrantSequence,
                Comment = view.Comment,
            },
            catalog, language, seesNotes);
    }

    /// <summary>A request as the table tells of it.</summary>
    public static UpgradeRequestReply Of(
        StoredUpgradeRequest request, StatusLevelCatalog catalog, string language, bool seesNotes) => new()
        {
            Viewer = seesNotes ? Viewer.PlatformViewer : Viewer.Member,
            Id = request.Id,
            RequestId = request.Id,
            OrganizationId = request.OrganizationId.Value,
            Status = Words.Of(request.Status),
            TargetLevel = request.Level.ToString(),
            Message = request.Message,
            EvidenceUrls = request.EvidenceUrls,
            RequestedBy = request.RequestedBy,
            RequestedAt = request.RequestedAt,
            SubmittedAt = request.RequestedAt,
            EstimatedReviewTime = catalog.EstimatedReviewTime[language],
            ClosedAt = request.ClosedAt,
            ClosedBy = request.ClosedBy,
            RejectionReason = request.RejectionReason,
            Comment = request.Comment,
            GrantedSequence = request.GrantSequence,
            ReviewNotes = seesNotes ? request.ReviewNotes : null,
        };
}
