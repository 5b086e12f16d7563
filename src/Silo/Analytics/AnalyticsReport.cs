using System.Collections.Immutable;

namespace StatusLevels.Silo.Analytics;

/// <summary>What happened, day by day.</summary>
/// <param name="Days">The days in order.</param>
/// <param name="Reviews">How long upgrade requests that were answered had waited.</param>
/// <param name="GraceEnded">How often A was lost at the end of a payment grace.</param>
public sealed record AnalyticsReport(ImmutableArray<AnalyticsDay> Days, ReviewTimes Reviews, long GraceEnded)
{
    /// <summary>How often this happened in all.</summary>
    public long Count(string what) => Days.Sum(day => day.Count(what));
}

/// <summary>A day.</summary>
/// <param name="Day">Which one, UTC.</param>
/// <param name="Levels">How many organizations had each level as their highest at the end of the day, or have it now, today.</param>
/// <param name="Counts">
/// How often things happened, by their word: an action of the history, what became of requests and notices, <c>reads</c>,
/// and where people came across levels.
/// </param>
public sealed record AnalyticsDay(DateOnly Day, ImmutableDictionary<string, long> Levels, ImmutableDictionary<string, long> Counts)
{
    /// <summary>How often this happened.</summary>
    public long Count(string what) => Counts.GetValueOrDefault(what);
}

/// <summary>How long upgrade requests waited that were approved or rejected.</summary>
/// <param name="Reviewed">How many.</param>
/// <param name="Median">Half of them not longer; null when there were none.</param>
/// <param name="NinetiethPercentile">Nine of ten not longer.</param>
/// <param name="Longest">None longer.</param>
public sealed record ReviewTimes(long Reviewed, TimeSpan? Median, TimeSpan? NinetiethPercentile, TimeSpan? Longest);
