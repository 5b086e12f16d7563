namespace StatusLevels.Grains.Organizations;

/// <summary>
/// Wakes an organization that is in memory for what is due within minutes, beside its reminder: Orleans lets a first instant that passes while
/// the reminder is stored fire a period later, and an activation may find something overdue. It sends what the reminder sends, the same way.
/// </summary>
/// <remarks>
/// An activation lives longer than the timer reaches, so the timer keeps nothing in memory. Whether it or the reminder comes first is all the same.
/// </remarks>
internal sealed class DueTimer(IGrainBase grain, TimeProvider clock)
{
    private static readonly TimeSpan Reach = TimeSpan.FromMinutes(2);

    // A clock that is a trifle early must not make it spin.
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(5);

    private IGrainTimer? timer;

    /// <summary>Whether it will wake the organization.</summary>
    public bool IsSet => timer is not null;

    /// <summary>Whether an instant is near enough for a timer; what is overdue is.</summary>
    public static bool Reaches(DateTimeOffset? due, DateTimeOffset now) => due - now <= Reach;

    /// <summary>Replaces what was set.</summary>
    public void Set(DateTimeOffset? due)
    {
        timer?.Dispose();
        timer = null;
        var now = clock.GetUtcNow();
        if (due is { } instant && Reaches(due, now))
        {
            var delay = instant - now;
            timer = grain.RegisterGrainTimer(
                WakeAsync, new GrainTimerCreationOptions(delay > Soonest ? delay : Soonest, Timeout.InfiniteTimeSpan) { Interleave = true });
        }
    }

    // A message to itself: it takes its turn among the others, and among the ticks that a silo has under way.
    private async Task WakeAsync(CancellationToken leaving)
    {
        using var fired = timer;
        timer = null;
        try
        {
            await ((IAddressable)grain).AsReference<IRemindable>().ReceiveReminder(StorageNames.Reminder, default, CancellationToken.None).WaitAsync(leaving);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The activation leaves, and would wait for this. The message finds the next one.
        }
    }
}
