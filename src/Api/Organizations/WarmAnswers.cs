using System.Diagnostics.Metrics;

namespace StatusLevels.Api.Organizations;

/// <summary>Counts what <see cref="WarmStatusReads"/> answered: nothing else tells it from what went the long way.</summary>
internal sealed class WarmAnswers
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Status";

    private long count;

    public WarmAnswers(IMeterFactory meters) => meters.Create(MeterName).CreateObservableCounter(
        "statuslevels.status.warm", () => Count, description: "Statuses answered from the memory of this process, without a call.");

    /// <summary>How many since the start.</summary>
    public long Count => Interlocked.Read(ref count);

    public void Add() => Interlocked.Increment(ref count);
}
