using Microsoft.Extensions.Logging;

namespace StatusLevels.Grains.Organizations;

/// <summary>
/// Wakes an organization that is in memory for what is due within minutes, beside its reminder: Orleans lets a first instant that passes
/// while the reminder is stored fire a period later, and an activation may find something overdue. It sends what the reminder sends, the
/// same way.
/// </summary>
/// <remarks>
/// An activation lives longer than the timer reaches, so the timer keeps nothing in memory. Whether it or the reminder comes first is all
/// the same.
/// </remarks>
internal sealed partial class DueTimer(IGrainBase grain, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Reach = TimeSpan.FromMinutes(2);

    // A clock that is a trifle early must not make it spin.
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(5);

    // Whoever called an organization into memory is likely to settle what is overdue.
    private static readonly TimeSpan AfterActivation = TimeSpan.FromSeconds(2);

    private IGrainTimer? timer;
    private bool waking;

    /// <summary>Whether it wakes the organization, soon or just now.</summary>
    public bool IsSet => timer is not null || waking;

    /// <summary>Whether an instant is near enough for a timer; what is overdue is.</summary>
    public static bool Reaches(DateTimeOffset? due, DateTimeOffset now) => due - now <= Reach;

    /// <summary>Replaces what was set.</summary>
    /// <param name="due">What it is for; null: nothing.</param>
    /// <param name="activating">The organization comes into memory.</param>
    public void Set(DateTimeOffset? due, bool activating)
    {
        timer?.Dispose();
        timer = null;
        var now = clock.GetUtcNow();
        if (due is { } instant && Reaches(due, now))
        {
            var delay = instant - now;
            var least = activating && delay <= TimeSpan.Zero ? AfterActivation : Soonest;
            timer = grain.RegisterGrainTimer(
                Wake, new GrainTimerCreationOptions(delay > least ? delay : least, Timeout.InfiniteTimeSpan) { Interleave = true });
        }
    }

    private Task Wake(CancellationToken cancellationToken)
    {
        timer?.Dispose();
        timer = null;
        _ = WakeAsync();
        return Task.CompletedTask;
    }

    // A message to itself: it takes its turn among the others, and among the ticks that a silo has under way. The callback does not wait
    // for it: an activation that leaves waits for its callbacks, and the message for the next activation.
    private async Task WakeAsync()
    {
        waking = true;
        try
        {
            await ((IAddressable)grain).AsReference<IRemindable>().ReceiveReminder(StorageNames.Reminder, default, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotWoken(exception, grain.GrainContext.GrainId);
        }
        finally
        {
            waking = false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Organization} could not be woken by its timer; its reminder tries again within a minute")]
    private partial void LogNotWoken(Exception exception, GrainId organization);
}
