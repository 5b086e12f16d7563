using System.Collections.Concurrent;
using System.Globalization;

namespace StatusLevels.Testing.Cluster;

/// <summary>What the callers of a <see cref="Load"/> got from all nodes together.</summary>
public sealed class LoadTally
{
    private readonly ConcurrentDictionary<string, long> failures = new(StringComparer.Ordinal);
    private string? unexpected;
    private long acknowledged;
    private long read;
    private long stale;
    private long wrong;
    private long failedForGood;
    private long longestWait;

    /// <summary>Changes that were acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>Reads that were answered.</summary>
    public long Read => Interlocked.Read(ref read);

    /// <summary>Reads that did not know of a change which had been acknowledged before they were asked.</summary>
    public long Stale => Interlocked.Read(ref stale);

    /// <summary>Reads that told of something which nobody asked for.</summary>
    public long Wrong => Interlocked.Read(ref wrong);

    /// <summary>Requests without an answer of use, the retry (if there was one) included.</summary>
    public long FailedForGood => Interlocked.Read(ref failedForGood);

    /// <summary>How long one organization could not be changed, from the first try to the answer; the longest of all.</summary>
    public TimeSpan LongestWait => new(Interlocked.Read(ref longestWait));

    /// <summary>
    /// What went wrong, retries not included: how often by a problem's code, a status or what kept the answer from coming.
    /// </summary>
    public IReadOnlyDictionary<string, long> Failures => failures;

    /// <summary>The first answer that no fault explains; null when there was none.</summary>
    public string? FirstUnexpected => unexpected;

    public string Describe() => failures.IsEmpty
        ? "none failed"
        : string.Join(", ", failures
            .OrderByDescending(pair => pair.Value)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} {pair.Key}")));

    internal void Begin()
    {
        failures.Clear();
        unexpected = null;
        (acknowledged, read, stale, wrong, failedForGood, longestWait) = (0, 0, 0, 0, 0, 0);
    }

    internal void Acknowledge() => Interlocked.Increment(ref acknowledged);

    internal void Wait(TimeSpan waited)
    {
        for (var known = Interlocked.Read(ref longestWait); waited.Ticks > known; known = Interlocked.Read(ref longestWait))
        {
            Interlocked.CompareExchange(ref longestWait, waited.Ticks, known);
        }
    }

    internal void Saw(bool isStale, bool isWrong)
    {
        Interlocked.Increment(ref read);
        Interlocked.Add(ref stale, isStale ? 1 : 0);
        Interlocked.Add(ref wrong, isWrong ? 1 : 0);
    }

    internal void Fail(string reason) => failures.AddOrUpdate(reason, 1, (_, count) => count + 1);

    internal void FailForGood() => Interlocked.Increment(ref failedForGood);

    internal void NotExpected(string answer) => Interlocked.CompareExchange(ref unexpected, answer, null);
}
