namespace StatusLevels.Silo.Reminders;

/// <summary>
/// Gives what is overdue an instant of its own soon after it was read. Orleans would let it fire at the next whole period after
/// its first instant, all organizations of an outage within the same minute; here they follow each other at a bounded rate.
/// </summary>
internal sealed class OverdueSchedule(WindowedReminderOptions options, ReminderOptions reminders)
{
    private readonly Lock gate = new();
    private readonly TimeSpan step = TimeSpan.FromSeconds(1d / options.OverduePerSecond);
    private DateTime next;

    /// <summary>Moves the start of what is due within the lead; says how many that were.</summary>
    /// <remarks>
    /// Only the local timetable is meant: the row and its ETag stay what they are, and Orleans looks at the start of a reminder that it
    /// runs already only when the ETag has changed. That holds while a fired reminder stays loaded, so one whose period exceeds the window
    /// keeps its start: it is unloaded between two ticks, and would fire at every refresh.
    /// </remarks>
    public int Lay(IEnumerable<ReminderEntry> earliestFirst, DateTime now)
    {
        var soonest = now + options.Lead;
        var moved = 0;
        lock (gate)
        {
            foreach (var entry in earliestFirst)
            {
                if (entry.StartAt >= soonest)
                {
                    break;
                }

                if (entry.Period <= reminders.ReminderLoadingWindow)
                {
                    entry.StartAt = Slot(soonest);
                    moved++;
                }
            }
        }

        return moved;
    }

    /// <summary>Moves the start of a reminder just stored: its instant came while it was on its way.</summary>
    public void LayStored(ReminderEntry entry, DateTime now)
    {
        if (entry.StartAt < now + options.Lead)
        {
            entry.StartAt = now + options.Lead;
        }
    }

    // What is read again at every refresh takes places again: they start over rather than run ahead of the clock.
    private DateTime Slot(DateTime soonest)
    {
        var slot = next < soonest || next > soonest + reminders.RefreshReminderListPeriod ? soonest : next;
        next = slot + step;
        return slot;
    }
}
