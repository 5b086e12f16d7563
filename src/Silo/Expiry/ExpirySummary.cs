using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Silo.Expiry;

/// <summary>What became of the notices within a time, and what is due soon.</summary>
/// <param name="Since">From this instant on.</param>
/// <param name="Until">Before this instant.</param>
/// <param name="Points">By kind and point, those farthest from the end first. A point that nothing happened to is not there.</param>
/// <param name="MaxLateness">How late the latest was raised; null when none was.</param>
/// <param name="P99Lateness">How late 99 of 100 were raised at most.</param>
/// <param name="Backlog">Who waits for what is due.</param>
public sealed record ExpirySummary(
    DateTimeOffset Since,
    DateTimeOffset Until,
    ImmutableArray<PointSummary> Points,
    TimeSpan? MaxLateness,
    TimeSpan? P99Lateness,
    ExpiryBacklog Backlog)
{
    /// <summary>How many were raised.</summary>
    public long Raised => Points.Sum(point => point.Raised);

    /// <summary>Of those, how many were raised more than a minute after they were due.</summary>
    public long Late => Points.Sum(point => point.Late);

    /// <summary>How many were overtaken by a later one or by the end itself.</summary>
    public long Superseded => Points.Sum(point => point.Superseded);

    /// <summary>How many are due within the next 24 hours, overdue ones included.</summary>
    public long DueNext => Points.Sum(point => point.DueNext);
}

/// <summary>The notices of one point.</summary>
/// <param name="Kind">What they warn of.</param>
/// <param name="Point">Days before the end, or days into the grace.</param>
/// <param name="Raised">How many were raised.</param>
/// <param name="Late">Of those, how many were late.</param>
/// <param name="Superseded">How many were overtaken.</param>
/// <param name="DueNext">How many are due within the next 24 hours.</param>
public sealed record PointSummary(NoticeKind Kind, int Point, long Raised, long Late, long Superseded, long DueNext);

/// <summary>Who waits for what is due.</summary>
/// <param name="Armed">How many organizations have something due, now or later.</param>
/// <param name="IsEstimate">Whether that is the planner's estimate rather than a count.</param>
/// <param name="Overdue">Since when the longest waiting one is due; zero when nobody waits.</param>
public sealed record ExpiryBacklog(long Armed, bool IsEstimate, TimeSpan Overdue);
