using System.Diagnostics.Metrics;

namespace StatusLevels.Api.Organizations;

/// <summary>Counts the statuses that were answered without a call of the organization: nothing else tells them from the others.</summary>
internal sealed class StatusCounts
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Status";

    private long warm;
    private long cold;

    public StatusCounts(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter(
            "statuslevels.status.warm", () => Warm, description: "Statuses answered from the memory of this process, without a call.");
        meter.CreateObservableCounter(
            "statuslevels.status.cold", () => Cold, description: "Statuses read where they are stored, without waking the organization.");
    }

    /// <summary>How many from the memory of this process, since the start.</summary>
    public long Warm => Interlocked.Read(ref warm);

    /// <summary>How many from the database, since the start.</summary>
    public long Cold => Interlocked.Read(ref cold);

    public void AddWarm() => Interlocked.Increment(ref warm);

    public void AddCold() => Interlocked.Increment(ref cold);
}
