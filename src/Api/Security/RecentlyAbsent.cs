namespace StatusLevels.Api.Security;

/// <summary>What the database did not have a moment ago. Holds so many at most; the oldest go first.</summary>
/// <param name="time">The clock of the ages.</param>
/// <param name="capacity">How many are held.</param>
/// <param name="remembered">How long; null: as long as is good for what comes to be here.</param>
internal sealed class RecentlyAbsent<TKey>(TimeProvider time, int capacity, TimeSpan? remembered = null)
    where TKey : notnull
{
    /// <summary>
    /// Long enough that whoever repeats what is wrong asks nothing, and too short for anybody to notice that it has come to be.
    /// </summary>
    private readonly TimeSpan kept = remembered ?? TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, long> asked = [];
    private readonly Queue<TKey> oldestFirst = [];

    public bool Contains(TKey key)
    {
        lock (gate)
        {
            return asked.TryGetValue(key, out var at) && IsRecent(at);
        }
    }

    /// <param name="key">What was not there.</param>
    /// <param name="at">When it was asked for: an answer is as old as its question.</param>
    public void Add(TKey key, long at)
    {
        lock (gate)
        {
            if (!asked.TryAdd(key, at))
            {
                asked[key] = at;
                return;
            }

            oldestFirst.Enqueue(key);
            while (oldestFirst.TryPeek(out var oldest) && (asked.Count > capacity || !IsRecent(asked[oldest])))
            {
                asked.Remove(oldestFirst.Dequeue());
            }
        }
    }

    /// <summary>Something has come to be: who knows what.</summary>
    public void Clear()
    {
        lock (gate)
        {
            asked.Clear();
            oldestFirst.Clear();
        }
    }

    private bool IsRecent(long at) => time.GetElapsedTime(at) < kept;
}
