using System.Text.Json.Serialization;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>How far an organization is on its way, measured with the criteria that are enforced.</summary>
internal static class Progress
{
    public static LevelCProgress TowardsC(StatusSnapshot status, StatusLevelCatalog catalog)
    {
        var (metrics, criteria) = (status.Metrics, catalog.Criteria);
        return new()
        {
            MeetsCriteria = metrics is not null && criteria.AreMetBy(metrics),
            HasActiveB = status.LevelOf(StatusLevel.B) is { Counts: true },
            ReviewCount = metrics?.ReviewCount,
            ReviewCountNeeded = criteria.MinReviewCount,
            ResponseRate = metrics?.ResponseRate,
            ResponseRateNeeded = criteria.MinResponseRate,
            AvgResponseHours = metrics?.AvgResponseHours,
            AvgResponseHoursMax = criteria.MaxAvgResponseHours,
            PublicCases = metrics?.PublicCases,
            PublicCasesNeeded = criteria.MinPublicCases,
        };
    }

    /// <summary>The way to the next level; null at the top.</summary>
    public static NextLevelProgress? TowardsNext(
        StatusSnapshot status, DateTimeOffset now, StatusLevelCatalog catalog, string language) => status.CurrentLevel switch
        {
            null => Way(StatusLevel.A, [Step("active_subscription", catalog.Levels[StatusLevel.A].Price[language], 0, 1, false)]),
            // B is checked by people: eligible is whoever may ask them now.
            StatusLevel.A => Way(StatusLevel.B, [Step("platform_verification", catalog.Levels[StatusLevel.B].Name[language], 0, 1, false)])
                with
            { IsEligible = status.UpgradeObstacle(now) is null },
            StatusLevel.B => Way(StatusLevel.C, CriteriaOfC(status.Metrics, catalog, language)),
            _ => null,
        };

    /// <summary>Each criterion of C: where the organization stands, what is asked for, and how far it is.</summary>
    public static CriterionProgress[] CriteriaOfC(ReputationMetrics? metrics, StatusLevelCatalog catalog, string language)
    {
        var (labels, criteria) = (catalog.CriterionLabels, catalog.Criteria);
        return
        [
            AtLeast("review_count", labels.ReviewCount[language], metrics?.ReviewCount, criteria.MinReviewCount),
            AtLeast("response_rate", labels.ResponseRate[language], metrics?.ResponseRate, criteria.MinResponseRate),
            Step(
                "avg_response_hours", labels.AvgResponseHours[language], metrics?.AvgResponseHours, criteria.MaxAvgResponseHours,
                metrics?.AvgResponseHours < criteria.MaxAvgResponseHours, Share(criteria.MaxAvgResponseHours, metrics?.AvgResponseHours)),
            AtLeast("public_cases", labels.PublicCases[language], metrics?.PublicCases, criteria.MinPublicCases),
        ];
    }

    private static NextLevelProgress Way(StatusLevel level, CriterionProgress[] steps) =>
        new(level.ToString(), steps.Sum(step => step.ProgressPercent) / steps.Length, steps.All(step => step.IsMet), steps);

    private static CriterionProgress AtLeast(string key, string label, decimal? current, decimal required) =>
        Step(key, label, current, required, current >= required, Share(current, required));

    // Rounded down, and 99 at most while it is not met: 100 says "done".
    private static CriterionProgress Step(string key, string label, decimal? current, decimal required, bool isMet, decimal share = 0) =>
        new(key, label, current ?? 0, required, isMet, isMet ? 100 : (int)Math.Min(99, share * 100)) { IsMeasured = current is not null };

    private static decimal Share(decimal? part, decimal? whole) => part is { } some && whole is > 0 ? Math.Min(1, some / whole.Value) : 0;
}

/// <summary>The criteria of C and where the organization stands; null for what was never reported.</summary>
internal sealed record LevelCProgress
{
    public required bool MeetsCriteria { get; init; }

    public required bool HasActiveB { get; init; }

    public required int? ReviewCount { get; init; }

    public required int ReviewCountNeeded { get; init; }

    public required decimal? ResponseRate { get; init; }

    public required decimal ResponseRateNeeded { get; init; }

    public required decimal? AvgResponseHours { get; init; }

    public required decimal AvgResponseHoursMax { get; init; }

    public required int? PublicCases { get; init; }

    public required int PublicCasesNeeded { get; init; }
}

/// <summary>What comes next, and how far it is.</summary>
/// <param name="IsEligible">Of B: nothing stands against asking for it. Of C: its criteria are met.</param>
internal sealed record NextLevelProgress(
    string NextLevel, int OverallProgressPercent, bool IsEligible, IReadOnlyList<CriterionProgress> Criteria);

/// <summary>One step of the way.</summary>
/// <param name="CurrentValue">0 for what was never reported.</param>
/// <param name="ProgressPercent">0..100; 100 exactly when it is met.</param>
internal sealed record CriterionProgress(
    string Key, string Label, decimal CurrentValue, decimal RequiredValue, bool IsMet, int ProgressPercent)
{
    /// <summary>False: it was never reported. Callers of before know a 0 for that.</summary>
    [JsonIgnore]
    public bool IsMeasured { get; init; }
}
