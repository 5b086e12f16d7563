namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>What one endpoint has in memory: a queue for each organization, and one in flight of each.</summary>
internal sealed class Lanes
{
    private readonly Dictionary<Guid, Queue<DueDelivery>> waiting = [];
    private readonly Queue<Guid> ready = new();
    private readonly HashSet<Guid> busy = [];
    private readonly HashSet<Guid> known = [];

    /// <summary>How many are in memory, those in flight too.</summary>
    public int Count => known.Count;

    public int InFlight => busy.Count;

    /// <summary>Which ones.</summary>
    public IReadOnlyCollection<Guid> Known => known;

    /// <summary>Behind what is there of its organization.</summary>
    public void Add(DueDelivery delivery)
    {
        var lane = delivery.Event!.OrganizationId;
        known.Add(delivery.Id);
        if (!waiting.TryGetValue(lane, out var queue))
        {
            waiting[lane] = queue = new();
            if (!busy.Contains(lane))
            {
                ready.Enqueue(lane);
            }
        }

        queue.Enqueue(delivery);
    }

    /// <summary>The next one of a lane with none in flight; null when there is no such lane.</summary>
    public DueDelivery? TakeNext()
    {
        while (ready.TryDequeue(out var lane))
        {
            if (waiting.TryGetValue(lane, out var queue) && queue.TryDequeue(out var delivery))
            {
                if (queue.Count == 0)
                {
                    waiting.Remove(lane);
                }

                busy.Add(lane);
                return delivery;
            }
        }

        return null;
    }

    /// <summary>One in flight ended. Where it failed, those behind it wait in the database.</summary>
    public void End(DueDelivery delivery, bool isDelivered)
    {
        var lane = delivery.Event!.OrganizationId;
        busy.Remove(lane);
        known.Remove(delivery.Id);
        if (isDelivered)
        {
            if (waiting.ContainsKey(lane))
            {
                ready.Enqueue(lane);
            }
        }
        else if (waiting.Remove(lane, out var behind))
        {
            foreach (var dropped in behind)
            {
                known.Remove(dropped.Id);
            }
        }
    }

    /// <summary>What is not in flight waits in the database.</summary>
    public void Clear()
    {
        waiting.Clear();
        ready.Clear();
        known.Clear();
    }
}
