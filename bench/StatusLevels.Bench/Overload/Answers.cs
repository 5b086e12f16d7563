using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace StatusLevels.Bench.Overload;

/// <summary>What callers got in one phase.</summary>
internal sealed class Answers
{
    private readonly ConcurrentBag<double> accepted = [];
    private readonly ConcurrentBag<Guid> acknowledged = [];
    private long overloaded;
    private long other;
    private long notSent;

    /// <summary>How long the phase lasted, until the last answer that belongs to it.</summary>
    public TimeSpan Lasted { get; set; }

    public double Goodput => accepted.Count / Lasted.TotalSeconds;

    public double OverloadedPerSecond => Interlocked.Read(ref overloaded) / Lasted.TotalSeconds;

    /// <summary>Answers that are neither 200 nor 503 <c>overloaded</c>, and requests without an answer.</summary>
    public long Other => Interlocked.Read(ref other);

    /// <summary>Requests that were due while too many waited for their answers already.</summary>
    public long NotSent => Interlocked.Read(ref notSent);

    /// <summary>The organizations whose change was acknowledged.</summary>
    public IReadOnlyCollection<Guid> Acknowledged => acknowledged;

    public void AddNotSent() => Interlocked.Increment(ref notSent);

    public void Add(Guid? changed, HttpStatusCode? status, bool isOverloaded, long since)
    {
        if (status == HttpStatusCode.OK)
        {
            accepted.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            if (changed is { } organization)
            {
                acknowledged.Add(organization);
            }
        }
        else if (isOverloaded)
        {
            Interlocked.Increment(ref overloaded);
        }
        else
        {
            Interlocked.Increment(ref other);
        }
    }

    /// <summary>So many of the accepted requests were answered within this, ms.</summary>
    public double Quantile(double share)
    {
        var ordered = accepted.Order().ToArray();
        return ordered.Length == 0 ? double.NaN : ordered[(int)Math.Ceiling(share * ordered.Length) - 1];
    }
}
