using System.Collections.Concurrent;
using System.Diagnostics;

namespace StatusLevels.Testing.Cluster;

/// <summary>What callers got from one node: how much, what went wrong, and the longest time without an answer of use.</summary>
public sealed class NodeTally(string name, Uri address)
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, long> failures = new(StringComparer.Ordinal);
    private long last = Stopwatch.GetTimestamp();
    private long longest;
    private long succeeded;

    public string Name => name;

    public Uri Address => address;

    public long Succeeded => Interlocked.Read(ref succeeded);

    /// <summary>How often what went wrong: a problem's code, a status, or what kept the answer from coming.</summary>
    public IReadOnlyDictionary<string, long> Failures => failures;

    /// <summary>The longest time between two answers of use since <see cref="Begin"/>, the time until now included.</summary>
    public TimeSpan LongestGap
    {
        get
        {
            lock (gate)
            {
                return Stopwatch.GetElapsedTime(0, Math.Max(longest, Stopwatch.GetTimestamp() - last));
            }
        }
    }

    /// <summary>Forgets what was so far.</summary>
    public void Begin()
    {
        lock (gate)
        {
            (last, longest, succeeded) = (Stopwatch.GetTimestamp(), 0, 0);
            failures.Clear();
        }
    }

    internal void Succeed()
    {
        Interlocked.Increment(ref succeeded);
        lock (gate)
        {
            var now = Stopwatch.GetTimestamp();
            longest = Math.Max(longest, now - last);
            last = now;
        }
    }

    internal void Fail(string reason) => failures.AddOrUpdate(reason, 1, (_, count) => count + 1);
}
