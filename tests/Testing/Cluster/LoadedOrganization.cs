using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace StatusLevels.Testing.Cluster;

/// <summary>
/// An organization under load. Change number n gives B until <see cref="First"/> plus n
/// seconds: what is read, now or in the history, tells by itself which change it comes from.
/// </summary>
internal sealed class LoadedOrganization(DateTimeOffset first)
{
    private readonly ConcurrentDictionary<long, byte> acknowledged = new();
    private long attempted;
    private long newest;
    private long failingSince;
    private int busy;

    public Guid Id { get; } = Guid.NewGuid();

    public DateTimeOffset First { get; } = first;

    /// <summary>The first change was made, as far as anybody was told.</summary>
    public bool IsGranted { get; set; }

    /// <summary>The newest change that anybody was told of; 0: none.</summary>
    public long Newest => Interlocked.Read(ref newest);

    /// <summary>The newest change that anybody tried.</summary>
    public long Attempted => Interlocked.Read(ref attempted);

    /// <summary>What the callers were told was done.</summary>
    public IReadOnlyCollection<long> Acknowledged => (IReadOnlyCollection<long>)acknowledged.Keys;

    /// <summary>One change at a time: the number of the next one is only known after the last.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref busy, 1, 0) == 0;

    public void GiveBack() => Volatile.Write(ref busy, 0);

    public long Next() => Interlocked.Increment(ref attempted);

    public string EndOf(long change) => First.AddSeconds(change).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>The number of the change that gave this end; null when none of ours did.</summary>
    public long? ChangeOf(DateTimeOffset end)
    {
        var seconds = (end - First).TotalSeconds;
        return seconds >= 1 && seconds <= Attempted && seconds == Math.Floor(seconds) ? (long)seconds : null;
    }

    /// <summary>Somebody was told that it is done; how long it was not to be had, from the first try on.</summary>
    public TimeSpan Acknowledge(long change, long since)
    {
        acknowledged[change] = 0;
        Interlocked.Exchange(ref newest, change);
        var from = Interlocked.Exchange(ref failingSince, 0);
        return Stopwatch.GetElapsedTime(from == 0 ? since : from);
    }

    public void Fail(long since) => Interlocked.CompareExchange(ref failingSince, since, 0);

    /// <summary>How long no change has been possible; zero when the last one was.</summary>
    public TimeSpan FailingFor() => Interlocked.Read(ref failingSince) is > 0 and var from ? Stopwatch.GetElapsedTime(from) : TimeSpan.Zero;
}
