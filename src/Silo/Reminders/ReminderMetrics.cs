using System.Diagnostics.Metrics;

namespace StatusLevels.Silo.Reminders;

/// <summary>The meter <c>StatusLevels.Reminders</c>: what reading the reminder table costs, what is found there, and what goes wrong.</summary>
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
        readDuration = meter.CreateHistogram<double>("statuslevels.reminders.read.duration", "s", "Reading the due reminders of one range of the ring.");
        rows = meter.CreateCounter<long>("statuslevels.reminders.read.rows", "{row}", "Reminders read because they are due within the window.");
        overdueRows = meter.CreateCounter<long>("statuslevels.reminders.read.overdue", "{row}", "Of the reminders read, those that were overdue.");
        incompleteReads = meter.CreateCounter<long>("statuslevels.reminders.read.incomplete", "{read}", "Reads that left a part of the backlog to a later one.");
        mended = meter.CreateCounter<long>("statuslevels.reminders.mended", "{reminder}", "Reminders that were missing or late and were set right; normally none.");
        undelivered = meter.CreateCounter<long>("statuslevels.reminders.undelivered", "{tick}", "Ticks that did not reach their organization: it could not be read, or did not answer.");
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
