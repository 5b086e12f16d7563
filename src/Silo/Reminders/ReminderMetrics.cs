using System.Diagnostics.Metrics;

namespace StatusLevels.Silo.Reminders;

/// <summary>
/// The meter <c>StatusLevels.Reminders</c>: what reading the reminder table costs, what is found there, and what goes wrong.
/// </summary>
internal sealed class ReminderMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Reminders";

    private readonly Histogram<double> readDuration;
    private readonly Counter<long> rows;
    private readonly Counter<long> overdueRows;
    private readonly Counter<long> incompleteReads;
    private readonly Counter<long> mended;
    private readonly Counter<long> undelivered;

    public ReminderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        readDuration = meter.CreateHistogram(
            "statuslevels.reminders.read.duration", "s", "Reading the due reminders of one range of the ring.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
            });
        rows = meter.CreateCounter<long>(
            "statuslevels.reminders.read.rows", "{row}", "Reminders read because they are due within the window.");
        overdueRows = meter.CreateCounter<long>(
            "statuslevels.reminders.read.overdue", "{row}", "Of the reminders read, those that were overdue.");
        incompleteReads = meter.CreateCounter<long>(
            "statuslevels.reminders.read.incomplete", "{read}", "Reads that left a part of the backlog to a later one.");
        mended = meter.CreateCounter<long>(
            "statuslevels.reminders.mended", "{reminder}", "Reminders that were missing or late and were set right; normally none.");
        undelivered = meter.CreateCounter<long>(
            "statuslevels.reminders.undelivered", "{tick}",
            "Ticks that did not reach their organization: it could not be read, or did not answer.");
    }

    /// <summary>
    /// Lets the counters of what goes wrong begin at 0: whoever looks for an increase
    /// would miss the first one of a counter that was not there.
    /// </summary>
    public void Begin()
    {
        incompleteReads.Add(0);
        mended.Add(0);
        undelivered.Add(0);
    }

    public void Read(TimeSpan duration, int count, int overdue, bool complete)
    {
        readDuration.Record(duration.TotalSeconds);
        rows.Add(count);
        overdueRows.Add(overdue);
        if (!complete)
        {
            incompleteReads.Add(1);
        }
    }

    public void Mended() => mended.Add(1);

    public void Undelivered() => undelivered.Add(1);
}
