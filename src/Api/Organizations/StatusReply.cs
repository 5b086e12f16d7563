using System.Text.Json.Serialization;
using StatusLevels.Grains.Contracts;

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

    /// <summary>What anyone sees.</summary>
    public static StatusReply Of(PublicStatus status, DateTimeOffset now) => new(
        status.OrganizationId.Value,
        status.CurrentLevel?.ToString() ?? "0",
        [.. status.Levels.Select(level => LevelReply.Of(level, now))],
        Viewer.Public.CanManage(),
        status.Version);

    /// <summary>What the grain says, as far as this viewer, who is inside, may see it.</summary>
    public static StatusReply Of(StatusSnapshot status, Viewer viewer, DateTimeOffset now, StatusLevelCatalog catalog, string language)
    {
        var obstacle = status.UpgradeObstacle(now)?.Code;
        return new StatusReply(
            status.OrganizationId.Value,
            status.CurrentLevel?.ToString() ?? "0",
            [.. status.Levels.Select(level => LevelReply.Of(level, viewer, now))],
            viewer.CanManage(),
            status.Version)
        {
            LevelCProgress = Progress.TowardsC(status, catalog),
            NextLevelProgress = Progress.TowardsNext(status, catalog, language),
            CanRequestUpgrade = obstacle is null,
            UpgradeBlockedReason = obstacle,
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
        [.. past.Levels.Select(level => LevelReply.Of(level, viewer, past.At))],
        viewer.CanManage(),
        past.Version)
    {
        At = past.At,
        Sequence = past.Sequence,
    };
}
