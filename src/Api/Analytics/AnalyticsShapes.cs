using System.Text.Json.Serialization;
using StatusLevels.Silo.Analytics;

namespace StatusLevels.Api.Analytics;

/// <summary>What happened, day by day.</summary>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day.</param>
/// <param name="Days">The days in order.</param>
/// <param name="Totals">All days together.</param>
/// <param name="Adoption">The same of how many people come across levels, and of how many organizations ask for one.</param>
/// <param name="ReviewTime">How long the upgrade requests that were answered in these days had waited.</param>
/// <param name="Grace">What became of payment grace.</param>
internal sealed record AnalyticsReply(
    DateOnly From, DateOnly To, IReadOnlyList<AnalyticsDayReply> Days, AnalyticsCounts Totals, AdoptionCounts Adoption,
    ReviewTimeReply ReviewTime, GraceReply Grace)
{
    public static AnalyticsReply Of(DateOnly from, DateOnly to, DateOnly today, AnalyticsReport report) => new(
        from, to,
        [.. report.Days.Select(day => new AnalyticsDayReply(
            day.Day,
            new(day.Levels.GetValueOrDefault("A"), day.Levels.GetValueOrDefault("B"), day.Levels.GetValueOrDefault("C")),
            AnalyticsCounts.Of(day.Count), AdoptionCounts.Of(day.Count), day.Day < today))],
        AnalyticsCounts.Of(report.Count),
        AdoptionCounts.Of(report.Count),
        new(
            report.Reviews.Reviewed, Seconds(report.Reviews.Median), Seconds(report.Reviews.NinetiethPercentile),
            Seconds(report.Reviews.Longest)),
        GraceReply.Of(report));

    private static long? Seconds(TimeSpan? span) => span is { } known ? (long)known.TotalSeconds : null;
}

/// <summary>A day, UTC.</summary>
/// <param name="Date">Which one.</param>
/// <param name="Levels">How many organizations had which level at its end; today: have now.</param>
/// <param name="Counts">What happened on it.</param>
/// <param name="Adoption">How many people came across levels, and how many organizations asked for one.</param>
/// <param name="Complete">The day is over; today is not.</param>
internal sealed record AnalyticsDayReply(
    DateOnly Date, LevelCounts Levels, AnalyticsCounts Counts, AdoptionCounts Adoption, bool Complete);

/// <summary>From whoever comes across a level to whoever gets one.</summary>
/// <param name="VisitsLevels">Visits of the page that explains the levels; what caches answered is not counted.</param>
/// <param name="VisitsPassports">Visits of passports.</param>
/// <param name="BadgeImpressions">How often badges were shown, as browsers report it.</param>
/// <param name="Scans">Scans of QR codes.</param>
/// <param name="Requests">Upgrade requests that came in.</param>
/// <param name="Grants">Levels that were granted, by people and by the rules.</param>
internal sealed record AdoptionCounts(
    long VisitsLevels, long VisitsPassports, long BadgeImpressions, long Scans, long Requests, long Grants)
{
    public static AdoptionCounts Of(Func<string, long> count) => new(
        count("visits_levels"), count("visits_passports"), count("badge_impressions"), count("scans"), count("requested"),
        count("granted") + count("auto_granted"));
}

/// <summary>How many organizations have this as their highest level that counts.</summary>
internal sealed record LevelCounts(
    [property: JsonPropertyName("A")] long A,
    [property: JsonPropertyName("B")] long B,
    [property: JsonPropertyName("C")] long C);

/// <summary>How often things happened.</summary>
/// <param name="Actions">Entries of the history, by the day on which they took effect.</param>
/// <param name="UpgradeRequests">What became of upgrade requests.</param>
/// <param name="Notices">What became of expiry and grace notices.</param>
/// <param name="PublicStatusReads">How often anyone read a status, as anyone sees it; what caches answered is not counted.</param>
internal sealed record AnalyticsCounts(
    ActionCounts Actions, UpgradeRequestCounts UpgradeRequests, NoticeCounts Notices, long PublicStatusReads)
{
    public static AnalyticsCounts Of(Func<string, long> count) => new(
        new()
        {
            Granted = count("granted"),
            AutoGranted = count("auto_granted"),
            Renewed = count("renewed"),
            Suspended = count("suspended"),
            Restored = count("restored"),
            Degraded = count("degraded"),
            Revoked = count("revoked"),
            Expired = count("expired"),
            GraceStarted = count("grace_started"),
            GraceCleared = count("grace_cleared"),
            AtRisk = count("at_risk"),
            Recovered = count("recovered"),
        },
        new(count("requested"), count("approved"), count("rejected"), count("cancelled")),
        new(count("raised"), count("late"), count("superseded")),
        count("reads"));
}

/// <summary>Entries of the history.</summary>
internal sealed record ActionCounts
{
    public required long Granted { get; init; }

    public required long AutoGranted { get; init; }

    public required long Renewed { get; init; }

    public required long Suspended { get; init; }

    public required long Restored { get; init; }

    public required long Degraded { get; init; }

    public required long Revoked { get; init; }

    public required long Expired { get; init; }

    public required long GraceStarted { get; init; }

    public required long GraceCleared { get; init; }

    public required long AtRisk { get; init; }

    public required long Recovered { get; init; }
}

/// <summary>Upgrade requests, by the day on which they came in, were answered or taken back.</summary>
internal sealed record UpgradeRequestCounts(long Requested, long Approved, long Rejected, long Cancelled);

/// <summary>Expiry and grace notices, by the day on which they were raised or overtaken.</summary>
/// <param name="Raised">Raised, the late ones included.</param>
/// <param name="Late">Raised more than 60 s after they were due.</param>
/// <param name="Superseded">Overtaken by a later one or by the end itself.</param>
internal sealed record NoticeCounts(long Raised, long Late, long Superseded);

/// <summary>How long upgrade requests waited for their answer; null when there were none.</summary>
internal sealed record ReviewTimeReply(long Reviewed, long? MedianSeconds, long? P90Seconds, long? LongestSeconds);

/// <summary>What became of payment grace.</summary>
/// <param name="Started">How often it began.</param>
/// <param name="Recovered">How often a payment came in time.</param>
/// <param name="Ended">How often A was lost at its end.</param>
/// <param name="RecoveryPercent">Recovered out of recovered and ended, 0..100; null when there were none.</param>
internal sealed record GraceReply(long Started, long Recovered, long Ended, double? RecoveryPercent)
{
    public static GraceReply Of(AnalyticsReport report)
    {
        var (recovered, ended) = (report.Count("grace_cleared"), report.GraceEnded);
        return new(
            report.Count("grace_started"), recovered, ended,
            recovered + ended > 0 ? Math.Round(100d * recovered / (recovered + ended), 1) : null);
    }
}
