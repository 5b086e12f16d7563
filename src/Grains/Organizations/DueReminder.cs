namespace StatusLevels.Grains.Organizations;

/// <summary>
/// The one durable reminder of an organization, set to its next due instant. Its period is the retry interval of a tick that fails
/// and the catch-up after an outage. A change writes its row with everything else, and silos find it there when it is due soon.
/// </summary>
internal readonly struct DueReminder(IGrainBase grain, TimeProvider clock)
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMinutes(1);

    // A first instant that passes while the row is being stored fires one period late: leave it room.
    private static readonly TimeSpan LeastDelay = TimeSpan.FromSeconds(2);

    /// <summary>The row, for whoever writes it with a change.</summary>
    public ReminderRow Row => new(
        grain.GrainContext.GrainId.ToString(), (int)grain.GrainContext.GrainId.GetUniformHashCode(), StorageNames.Reminder,
        (long)RetryPeriod.TotalMilliseconds);

    /// <summary>Sets the reminder to this instant, or takes it away when there is none.</summary>
    public Task Arm(DateTimeOffset? due) => due is { } instant ? Set(instant) : Unset();

    private Task<IGrainReminder> Set(DateTimeOffset due)
    {
        var delay = due - clock.GetUtcNow();
        return grain.RegisterOrUpdateReminder(StorageNames.Reminder, delay > LeastDelay ? delay : LeastDelay, RetryPeriod);
    }

    private async Task Unset()
    {
        if (await grain.GetReminder(StorageNames.Reminder) is { } reminder)
        {
            await grain.UnregisterReminder(reminder);
        }
    }
}
