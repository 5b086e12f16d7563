namespace StatusLevels.Grains.Organizations;

/// <summary>Wakes whoever takes events out of the outbox in this process. Others look once a second.</summary>
public sealed class OutboxSignal
{
    private TaskCompletionSource raised = Fresh();

    /// <summary>An event was committed.</summary>
    public void Raise() => Volatile.Read(ref raised).TrySetResult();

    /// <summary>Ends when an event was committed since the last <see cref="Begin"/>.</summary>
    public Task Raised => Volatile.Read(ref raised).Task;

    /// <summary>What is committed from now on raises the signal anew: to be called before the outbox is looked at.</summary>
    public void Begin()
    {
        if (Raised.IsCompleted)
        {
            Volatile.Write(ref raised, Fresh());
        }
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
