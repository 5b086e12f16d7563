namespace StatusLevels.Grains.Organizations;

/// <summary>Wakes those in this process that wait for work. Whoever waits takes <see cref="Next"/> before it looks for work.</summary>
public abstract class WakeSignal
{
    private TaskCompletionSource next = Fresh();

    /// <summary>Ends when work comes after this was asked for.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <summary>There is work.</summary>
    public void Raise() => Interlocked.Exchange(ref next, Fresh()).TrySetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
