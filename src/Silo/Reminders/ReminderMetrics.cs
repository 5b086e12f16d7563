using System.Diagnostics.Metrics;

namespace StatusLevels.Silo.Reminders;

/// <summary>The meter <c>StatusLevels.Reminders</c>: what reading the reminder table costs, and what is found there.</summary>
internal sealed class ReminderMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Reminders";

    private readonly Histogram<double> readDuration;
    private readonly Counter<long> rows;
    private readonly Counter<long> overdueRows;
    private readonly Counter<long> incompleteReads;

    public ReminderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        readDuration = meter.CreateHistogram<double>("statuslevels.reminders.read.duration", "s", "Reading the due reminders of one range of the ring.");
        rows = meter.CreateCounter<long>("statuslevels.reminders.read.rows", "{row}", "Reminders read because they are due within the window.");
        overdueRows = meter.CreateCounter<long>("statuslevels.reminders.read.overdue", "{row}", "Of the reminders read, those that were overdue.");
        incompleteReads = meter.CreateCounter<long>("statuslevels.reminders.read.incomplete", "{read}", "Reads that left a part of the backlog to a later one.");
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
}
