using System.Globalization;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Silo.Expiry;

/// <summary>How a summary is put into words, in the log and on the command line.</summary>
public static class SummaryWords
{
    /// <summary>How many were raised of each point, e.g. <c>60 d: 3, 30 d: 1, grace day 7: 2</c>.</summary>
    public static string Raised(ExpirySummary summary) => ByPoint(summary, point => point.Raised);

    /// <summary>How many are due of each point within the next 24 hours.</summary>
    public static string DueNext(ExpirySummary summary) => ByPoint(summary, point => point.DueNext);

    /// <summary>A point, e.g. <c>60 d</c> before the end or <c>grace day 7</c>.</summary>
    public static string Point(PointSummary point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.Kind == NoticeKind.Expiry
            ? string.Create(CultureInfo.InvariantCulture, $"{point.Point} d")
            : string.Create(CultureInfo.InvariantCulture, $"grace day {point.Point}");
    }

    /// <summary>
    /// A length of time as people read it, e.g. <c>5 ms</c>, <c>2.4 s</c>, <c>2 min 5 s</c>, <c>3 d 2 h</c>; a dash for none.
    /// </summary>
    public static string Span(TimeSpan? span) => span switch
    {
        null => "-",
        { TotalSeconds: < 1, Ticks: > 0 } instant => string.Create(CultureInfo.InvariantCulture, $"{instant.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds.TotalSeconds:0.#} s"),
        { TotalHours: < 1 } minutes => string.Create(CultureInfo.InvariantCulture, $"{minutes.Minutes} min {minutes.Seconds} s"),
        { TotalDays: < 1 } hours => string.Create(CultureInfo.InvariantCulture, $"{hours.Hours} h {hours.Minutes} min"),
        { } days => string.Create(CultureInfo.InvariantCulture, $"{days.Days} d {days.Hours} h"),
    };

    private static string ByPoint(ExpirySummary summary, Func<PointSummary, long> count)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var words = string.Join(", ", summary.Points.Where(point => count(point) > 0).Select(point =>
            string.Create(CultureInfo.InvariantCulture, $"{Point(point)}: {count(point)}")));
        return words.Length == 0 ? "none" : words;
    }
}
