using System.Diagnostics;
using System.Diagnostics.Metrics;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>The meter <c>StatusLevels.Expiry</c>: what became of the notices whose time came. Counted once they are committed.</summary>
public sealed class NoticeMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Expiry";

    /// <summary>A notice that is raised longer than this after it was due is late.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(60);

    private readonly Counter<long> due;
    private readonly Counter<long> raised;
    private readonly Counter<long> late;
    private readonly Counter<long> superseded;
    private readonly Histogram<double> lateness;

    public NoticeMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        due = meter.CreateCounter<long>("statuslevels.expiry.notices.due", "{notice}", "Notices whose time came: raised or superseded.");
        raised = meter.CreateCounter<long>("statuslevels.expiry.notices.raised", "{notice}", "Notices raised.");
        late = meter.CreateCounter<long>(
            "statuslevels.expiry.notices.late", "{notice}", "Of the notices raised, those raised more than 60 s after they were due.");
        superseded = meter.CreateCounter<long>(
            "statuslevels.expiry.notices.superseded", "{notice}", "Notices that a later one or the end itself had overtaken.");
        lateness = meter.CreateHistogram(
            "statuslevels.expiry.notices.lateness", "s", "How long after it was due a notice was raised.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 30, 60, 120, 600, 3600, 21600, 86400] });
    }

    /// <summary>
    /// Lets the counters of each point begin at 0: whoever looks for an increase would miss the first one of a counter that was not there.
    /// </summary>
    public void Begin(StatusLevelCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        foreach (var (kind, points) in new[] { (NoticeKind.Expiry, catalog.ExpiryNoticeDays), (NoticeKind.Grace, catalog.GraceNoticeDays) })
        {
            foreach (var point in points)
            {
                var tags = new TagList { new("kind", Words.Of(kind)), new("point", point) };
                due.Add(0, tags);
                raised.Add(0, tags);
                late.Add(0, tags);
                superseded.Add(0, tags);
            }
        }
    }

    internal void Count(Decision committed)
    {
        foreach (var happened in committed.Events)
        {
            switch (happened)
            {
                case StatusEvent.NoticeRaised { Notice: var notice }:
                    Raised(notice, happened.RecordedAt - notice.DueAt);
                    break;
                case StatusEvent.NoticeSuperseded { Notice: var notice }:
                    due.Add(1, Kind(notice), Point(notice));
                    superseded.Add(1, Kind(notice), Point(notice));
                    break;
            }
        }
    }

    private void Raised(Notice notice, TimeSpan afterDue)
    {
        due.Add(1, Kind(notice), Point(notice));
        raised.Add(1, Kind(notice), Point(notice));
        lateness.Record(afterDue.TotalSeconds, Kind(notice), Point(notice));
        if (afterDue > LateAfter)
        {
            late.Add(1, Kind(notice), Point(notice));
        }
    }

    private static KeyValuePair<string, object?> Kind(Notice notice) => new("kind", Words.Of(notice.Kind));

    private static KeyValuePair<string, object?> Point(Notice notice) => new("point", notice.Point);
}
