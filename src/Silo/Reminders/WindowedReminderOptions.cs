namespace StatusLevels.Silo.Reminders;

/// <summary>
/// How reminders are read and laid on the clock. The window and the refresh period are Orleans's own <see cref="ReminderOptions"/>.
/// </summary>
public sealed class WindowedReminderOptions
{
    /// <summary>Read beyond the window for clocks that differ and for the time that a read takes.</summary>
    public TimeSpan Margin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What is overdue, or due sooner than this, fires this long after it was read: Orleans skips
    /// an instant that passes while it is being loaded, and waits a whole period for the next.
    /// </summary>
    public TimeSpan Lead { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Overdue reminders that fire in one second on one silo, when many are loaded together; at least 1.</summary>
    public int OverduePerSecond { get; set; } = 1_000;

    /// <summary>A reminder overdue for longer than this belongs to the backlog.</summary>
    public TimeSpan BacklogAge { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Reminders of the backlog that are loaded at a time, oldest first, all silos together; at least
    /// 1. Those behind them wait for a later refresh; what is due now is loaded whatever the backlog.
    /// </summary>
    public int LargestBacklog { get; set; } = 100_000;

    /// <summary>
    /// Ticks that one silo has under way at a time; at least 1. Each needs a connection for a few
    /// milliseconds; enough to keep the database busy, and few enough to leave connections to those who ask.
    /// </summary>
    public int TicksUnderWay { get; set; } = 24;
}
