using System.Text.Json.Serialization;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>The status of an organization. The public view ends with <c>version</c>; members and platform admins see the rest,
/// each member of it, null when there is nothing.</summary>
/// <param name="CurrentLevel">The highest level that counts: <c>A</c>, <c>B</c>, <c>C</c>, or <c>"0"</c> when none does.</param>
/// <param name="ActiveLevels">The levels, highest first; the public view lists only those that count now.</param>
/// <param name="CanManage">Whether the caller may change things here.</param>
/// <param name="Version">Counts the changes; 0 for an organization that was never touched.</param>
internal sealed record StatusReply(
    Guid OrganizationId,
    string CurrentLevel,
    IReadOnlyList<LevelReply> ActiveLevels,
    bool CanManage,
    long Version) : IViewed
{
    [JsonIgnore]
    public Viewer Viewer { get; private init; }

    /// <summary>With <c>at</c>: the instant of which this tells. <c>version</c> and <c>can_manage</c> are those of today.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? At { get; init; }

    /// <summary>With <c>at</c>: the number of the last history entry that counted then; 0 before the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Sequence { get; init; }

    [ShownTo(Viewer.Member)]
    public LevelCProgress? LevelCProgress { get; init; }

    /// <summary>The way to the next level; null at the top.</summary>
    [ShownTo(Viewer.Member)]
    public NextLevelProgress? NextLevelProgress { get; init; }

    /// <summary>Whether the caller may ask for the next level now.</summary>
    [ShownTo(Viewer.Member)]
    public bool? CanRequestUpgrade { get; init; }

    /// <summary>The code with which a request would be refused now.</summary>
    [ShownTo(Viewer.Member)]
    public string? UpgradeBlockedReason { get; init; }

    /// <summary>The same as a sentence, in the caller's language.</summary>
    [ShownTo(Viewer.Member)]
    public string? UpgradeBlockedMessage { get; init; }

    /// <summary>When the cool-down after the last request ends; null while none runs.</summary>
    [ShownTo(Viewer.Member)]
    public DateTimeOffset? NextAllowedAt { get; init; }

    /// <summary>The 24-hour days until then, rounded up.</summary>
    [ShownTo(Viewer.Member)]
    public int? DaysUntilNextRequest { get; init; }

    /// <summary>When the last request that counts for the cool-down, or is pending, was made.</summary>
    [ShownTo(Viewer.Member)]
    public DateTimeOffset? LastRequestDate { get; init; }

    [ShownTo(Viewer.Member)]
    public UpgradeRequestReply? ActiveRequest { get; init; }

    [ShownTo(Viewer.Member)]
    public SubscriptionReply? Subscription { get; init; }

    /// <summary>What anyone sees.</summary>
    public static StatusReply Of(PublicStatus status, DateTimeOffset now) => new(
        status.OrganizationId.Value,
        status.CurrentLevel?.ToString() ?? "0",
        [.. status.Levels.Reverse().Select(level => LevelReply.Of(level, now))],
        Viewer.Public.CanManage(),
        status.Version);

    /// <summary>What the grain says, as far as this viewer, who is inside, may see it.</summary>
    public static StatusReply Of(StatusSnapshot status, Viewer viewer, DateTimeOffset now, StatusLevelCatalog catalog, string language)
    {
        var prospect = UpgradeProspect.Of(status, viewer, now, language);
        return new StatusReply(
            status.OrganizationId.Value,
            status.CurrentLevel?.ToString() ?? "0",
            [.. status.Levels.Reverse().Select(level => LevelReply.Of(level, viewer, now))],
            viewer.CanManage(),
            status.Version)
        {
            Viewer = viewer,
            LevelCProgress = Progress.TowardsC(status, catalog),
            NextLevelProgress = Progress.TowardsNext(status, now, catalog, language),
            CanRequestUpgrade = prospect.CanRequest,
            UpgradeBlockedReason = prospect.Reason,
            UpgradeBlockedMessage = prospect.Message,
            NextAllowedAt = prospect.NextAllowedAt,
            DaysUntilNextRequest = prospect.NextAllowedAt is { } next ? Instant.DaysUntil(next, now) : null,
            LastRequestDate = status.LastRequestAt,
            ActiveRequest = status.PendingRequest is { } request
                ? UpgradeRequestReply.Of(status.OrganizationId, UpgradeRequestView.Pending(request), catalog, language)
                : null,
            Subscription = SubscriptionReply.Of(status),
        };
    }

    /// <summary>What was held at an instant, for members: days are counted from there.</summary>
    public static StatusReply OfPast(OrganizationId organization, PastStatus past, Viewer viewer) => new(
        organization.Value,
        past.CurrentLevel?.ToString() ?? "0",
        [.. past.Levels.Reverse().Select(level => LevelReply.Of(level, viewer, past.At))],
        viewer.CanManage(),
        past.Version)
    {
        Viewer = viewer,
        At = past.At,
        Sequence = past.Sequence,
    };
}
