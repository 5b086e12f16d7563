using System.Text.Json.Serialization;

namespace StatusLevels.Api.Organizations;

/// <summary>The status of an organization. The public view ends with <c>version</c>; members and platform admins see the rest.</summary>
/// <param name="CurrentLevel">The highest level that counts: <c>A</c>, <c>B</c>, <c>C</c>, or <c>"0"</c> when none does.</param>
/// <param name="ActiveLevels">The levels; the public view lists only those that count now.</param>
/// <param name="CanManage">Whether the caller may change things here.</param>
/// <param name="Version">Counts the changes; 0 for an organization that was never touched.</param>
internal sealed record StatusReply(
    Guid OrganizationId,
    string CurrentLevel,
    IReadOnlyList<LevelReply> ActiveLevels,
    bool CanManage,
    long Version)
{
    /// <summary>With <c>at</c>: the instant of which this tells. <c>version</c> and <c>can_manage</c> are those of today.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? At { get; init; }

    /// <summary>With <c>at</c>: the number of the last history entry that counted then; 0 before the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Sequence { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LevelCProgress? LevelCProgress { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NextLevelProgress? NextLevelProgress { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? CanRequestUpgrade { get; init; }

    /// <summary>The code with which a request would be refused now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UpgradeBlockedReason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpgradeRequestReply? ActiveRequest { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SubscriptionReply? Subscription { get; init; }
}

/// <summary>A level that is held.</summary>
/// <param name="IsActive">It counts now.</param>
/// <param name="CanUseBadge">Its badge may be shown.</param>
/// <param name="ValidUntil">Its exclusive end; null without end and in grace.</param>
/// <param name="DaysUntilExpiry">Remaining 24-hour days, rounded up.</param>
/// <param name="State"><c>active</c>, <c>grace</c> or <c>suspended</c>.</param>
/// <param name="GraceEndsAt">The exclusive end of the payment grace.</param>
internal sealed record LevelReply(
    Guid Id,
    string Level,
    bool IsActive,
    bool CanUseBadge,
    DateTimeOffset GrantedAt,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidUntil,
    int? DaysUntilExpiry,
    DateTimeOffset? LastVerifiedAt,
    string State,
    DateTimeOffset? GraceEndsAt)
{
    /// <summary>The user or service that granted it; absent when the rules did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GrantedBy { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SubscriptionId { get; init; }

    /// <summary>Free text, shown to platform admins only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Notes { get; init; }
}

/// <summary>The criteria of C and where the organization stands; null for what was never reported.</summary>
internal sealed record LevelCProgress(
    bool MeetsCriteria,
    bool HasActiveB,
    int? ReviewCount,
    int ReviewCountNeeded,
    decimal? ResponseRate,
    decimal ResponseRateNeeded,
    decimal? AvgResponseHours,
    decimal AvgResponseHoursMax,
    int? PublicCases,
    int PublicCasesNeeded);

/// <summary>What comes next, and how far it is.</summary>
internal sealed record NextLevelProgress(
    string NextLevel, int OverallProgressPercent, bool IsEligible, IReadOnlyList<CriterionProgress> Criteria);

/// <summary>One step of the way.</summary>
/// <param name="ProgressPercent">0..100; 100 exactly when it is met.</param>
internal sealed record CriterionProgress(
    string Key, string Label, decimal? CurrentValue, decimal RequiredValue, bool IsMet, int ProgressPercent);

/// <summary>An upgrade request.</summary>
internal sealed record UpgradeRequestReply(
    Guid Id,
    Guid RequestId,
    Guid OrganizationId,
    string Status,
    string TargetLevel,
    string? Message,
    IReadOnlyList<string> EvidenceUrls,
    string? RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset SubmittedAt,
    string EstimatedReviewTime)
{
    /// <summary>When it was answered or taken back; absent while it is pending, like all that follows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who answered it or took it back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClosedBy { get; init; }

    /// <summary>Why it was rejected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RejectionReason { get; init; }

    /// <summary>The number of the history entry that gave the level.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? GrantedSequence { get; init; }

    /// <summary>Free text, shown to platform admins only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReviewNotes { get; init; }

    /// <summary>In the review queue: how long it has waited, or waited until it was closed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AgeSeconds { get; init; }

    /// <summary>In the review queue: the same in whole 24-hour days.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AgeDays { get; init; }
}

/// <summary>The subscription that holds A the longest, or else the one heard of last.</summary>
internal sealed record SubscriptionReply(
    string Id, string? Status, DateTimeOffset? GracePeriodEndsAt, DateTimeOffset? CurrentPeriodEnd);
