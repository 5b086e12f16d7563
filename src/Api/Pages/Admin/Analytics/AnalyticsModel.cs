using System.Globalization;
using StatusLevels.Api.Analytics;
using StatusLevels.Api.Pages.Admin.Charts;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Pages.Admin.Analytics;

/// <summary>A number of each day.</summary>
/// <param name="Group">With which others it is shown.</param>
/// <param name="Name">As the API calls it.</param>
/// <param name="Of">The number of a day.</param>
internal sealed record AnalyticsColumn(string Group, string Name, Func<AnalyticsDayReply, long> Of);

/// <summary>A step of a funnel.</summary>
/// <param name="Name">Which one.</param>
/// <param name="Count">How many came to it.</param>
/// <param name="Percent">
/// Of the step before; null for the first, where there was none, and where there are more than before: levels are granted without a
/// request, too.
/// </param>
/// <param name="Share">Of the widest step, 0 to 100.</param>
internal sealed record FunnelStep(string Name, long Count, decimal? Percent, int Share)
{
    public static IReadOnlyList<FunnelStep> Of(params IReadOnlyList<(string Name, long Count)> steps)
    {
        var widest = Math.Max(1, steps.Max(step => step.Count));
        return
        [
            .. steps.Select((step, at) => new FunnelStep(
                step.Name, step.Count,
                at > 0 && steps[at - 1].Count > 0 && step.Count <= steps[at - 1].Count
                    ? Math.Round(100m * step.Count / steps[at - 1].Count, 1) : null,
                (int)(100 * step.Count / widest))),
        ];
    }
}

/// <summary>What the page of analytics shows.</summary>
internal sealed record AnalyticsModel(AnalyticsReply Reply)
{
    public const string Levels = "levels";
    public const string Adoption = "adoption";

    /// <summary>All numbers of a day, in the order in which they are shown.</summary>
    public static IReadOnlyList<AnalyticsColumn> Columns { get; } =
    [
        new(Levels, "A", day => day.Levels.A),
        new(Levels, "B", day => day.Levels.B),
        new(Levels, "C", day => day.Levels.C),
        new(Adoption, "visits_levels", day => day.Adoption.VisitsLevels),
        new(Adoption, "visits_passports", day => day.Adoption.VisitsPassports),
        new(Adoption, "badge_impressions", day => day.Adoption.BadgeImpressions),
        new(Adoption, "scans", day => day.Adoption.Scans),
        new(Adoption, "requests", day => day.Adoption.Requests),
        new(Adoption, "grants", day => day.Adoption.Grants),
        new("actions", "granted", day => day.Counts.Actions.Granted),
        new("actions", "auto_granted", day => day.Counts.Actions.AutoGranted),
        new("actions", "renewed", day => day.Counts.Actions.Renewed),
        new("actions", "suspended", day => day.Counts.Actions.Suspended),
        new("actions", "restored", day => day.Counts.Actions.Restored),
        new("actions", "degraded", day => day.Counts.Actions.Degraded),
        new("actions", "revoked", day => day.Counts.Actions.Revoked),
        new("actions", "expired", day => day.Counts.Actions.Expired),
        new("grace", "grace_started", day => day.Counts.Actions.GraceStarted),
        new("grace", "grace_cleared", day => day.Counts.Actions.GraceCleared),
        new("grace", "at_risk", day => day.Counts.Actions.AtRisk),
        new("grace", "recovered", day => day.Counts.Actions.Recovered),
        new("requests", "requested", day => day.Counts.UpgradeRequests.Requested),
        new("requests", "approved", day => day.Counts.UpgradeRequests.Approved),
        new("requests", "rejected", day => day.Counts.UpgradeRequests.Rejected),
        new("requests", "cancelled", day => day.Counts.UpgradeRequests.Cancelled),
        new("notices", "raised", day => day.Counts.Notices.Raised),
        new("notices", "late", day => day.Counts.Notices.Late),
        new("notices", "superseded", day => day.Counts.Notices.Superseded),
        new("reads", "public_status_reads", day => day.Counts.PublicStatusReads),
    ];

    /// <summary>The groups but for the levels.</summary>
    public static IReadOnlyList<string> Groups { get; } =
        [.. Columns.Select(column => column.Group).Distinct(StringComparer.Ordinal).Skip(1)];

    /// <summary>
    /// The way from coming across a level to having one: each step, and how many of the step before it come to that in percent.
    /// </summary>
    public IReadOnlyList<FunnelStep> Funnel => FunnelStep.Of(
        ("visits", Reply.Adoption.VisitsLevels + Reply.Adoption.VisitsPassports), ("requests", Reply.Adoption.Requests),
        ("grants", Reply.Adoption.Grants));

    /// <summary>The day that is not over, if it is among them.</summary>
    public DateOnly? Unfinished => Reply.Days is [.., { Complete: false } last] ? last.Date : null;

    /// <summary>Everything of a group.</summary>
    public ChartModel ChartOf(string group, Phrases words) => new(
        words.Say($"analytics.{group}"), Days,
        [.. Columns.Where(column => column.Group == group).Select(
            column => new ChartSeries(words.Say($"analytics.{group}.{column.Name}"), [.. Reply.Days.Select(column.Of)]))]);

    /// <summary>A chart for each number of a group that was not always nothing.</summary>
    public IReadOnlyList<ChartModel> ChartsOf(string group, Phrases words) =>
    [
        .. ChartOf(group, words).Series
            .Where(series => series.Total > 0)
            .Select(series => new ChartModel(series.Name, Days, [series])),
    ];

    /// <summary>All numbers as lines of a CSV: the day, what it is, and how many. Of each day it says whether it is over.</summary>
    public IEnumerable<(string Date, string Metric, string Value)> Lines() =>
        from day in Reply.Days
        from line in Columns.Select(column => (column.Name, column.Of(day))).Append(("complete", day.Complete ? 1 : 0))
        select (Text(day.Date), line.Item1, Text(line.Item2));

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private IReadOnlyList<DateOnly> Days => [.. Reply.Days.Select(day => day.Date)];
}
