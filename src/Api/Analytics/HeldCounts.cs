using System.Collections.Concurrent;
using Npgsql;

namespace StatusLevels.Api.Analytics;

/// <summary>
/// Counts in memory what happens often, and adds it to a table every few seconds: an increment is all that whoever counts waits for. What
/// cannot be held is not counted.
/// </summary>
/// <param name="most">How many keys are held at once.</param>
/// <param name="write">Adds these numbers to what is in the table.</param>
/// <param name="failed">They could not be written; they stay in memory.</param>
internal sealed class HeldCounts<TKey>(
    int most, Func<IReadOnlyList<KeyValuePair<TKey, long>>, CancellationToken, Task> write, Action<string> failed)
    where TKey : notnull
{
    private ConcurrentDictionary<TKey, Count> counts = new();

    public void Add(TKey key)
    {
        var held = counts;
        if (!held.TryGetValue(key, out var count))
        {
            if (held.Count >= most)
            {
                return;
            }

            count = held.GetOrAdd(key, static _ => new Count());
        }

        Interlocked.Increment(ref count.Seen);
    }

    /// <summary>Writes from time to time, until it is stopped.</summary>
    public async Task RunAsync(TimeSpan interval, CancellationToken stoppingToken)
    {
        // Real time: it is the database that is spared.
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryWriteAsync(stoppingToken);
        }
    }

    /// <summary>Writes what is in memory only. When nobody knows whether it was written, it may count twice.</summary>
    public async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        (TKey Key, Count Count, long Seen)[] seen =
        [
            .. counts.Select(one => (one.Key, one.Value, Volatile.Read(ref one.Value.Seen))).Where(one => one.Item3 > one.Value.Written),
        ];
        try
        {
            if (seen.Length > 0)
            {
                await write([.. seen.Select(one => KeyValuePair.Create(one.Key, one.Seen - one.Count.Written))], cancellationToken);
            }
        }
        catch (NpgsqlException exception)
        {
            failed(exception.Message);
            return;
        }

        foreach (var one in seen)
        {
            one.Count.Written = one.Seen;
        }

        if (counts.Count > most / 2)
        {
            // What is counted at this very moment may be missed: what is written down already is not.
            counts = new();
        }
    }

    private sealed class Count
    {
        public long Seen;

        /// <summary>What of it is in the table.</summary>
        public long Written { get; set; }
    }
}
