namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// Writes down what went through while more is sent: many at once, and one statement at a time. What is not written down yet is sent again
/// when this process dies.
/// </summary>
internal sealed class DeliveredWriter(WebhookOutcomes outcomes, WebhookTarget target)
{
    private const int Batch = 100;

    private readonly Lock gate = new();
    private readonly List<(DueDelivery Delivery, Attempt Attempt)> waiting = [];
    private readonly HashSet<Guid> unwritten = [];
    private Task writing = Task.CompletedTask;

    /// <summary>How many are not written down yet.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return unwritten.Count;
            }
        }
    }

    /// <summary>Which ones.</summary>
    public Guid[] Unwritten()
    {
        lock (gate)
        {
            return [.. unwritten];
        }
    }

    /// <summary>Takes one. Throws what an earlier write threw.</summary>
    public async Task AddAsync(DueDelivery delivery, Attempt attempt)
    {
        Task before;
        lock (gate)
        {
            waiting.Add((delivery, attempt));
            unwritten.Add(delivery.Id);
            before = writing;
            if (writing.IsCompletedSuccessfully)
            {
                writing = Task.Run(WriteAsync);
            }
        }

        if (before.IsFaulted)
        {
            await before;
        }
    }

    /// <summary>Ends when all are written down.</summary>
    public async Task FlushAsync()
    {
        while (Count > 0)
        {
            Task now;
            lock (gate)
            {
                now = writing = writing.IsCompletedSuccessfully ? Task.Run(WriteAsync) : writing;
            }

            await now;
        }
    }

    // What happened is written down, also when this process is told to stop meanwhile.
    private async Task WriteAsync()
    {
        while (true)
        {
            (DueDelivery Delivery, Attempt Attempt)[] some;
            lock (gate)
            {
                some = [.. waiting.Take(Batch)];
                waiting.RemoveRange(0, some.Length);
            }

            if (some.Length == 0)
            {
                return;
            }

            await outcomes.DeliveredAsync(target, some, CancellationToken.None);
            lock (gate)
            {
                unwritten.ExceptWith(some.Select(one => one.Delivery.Id));
            }
        }
    }
}
