using System.Diagnostics.Metrics;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>The meter <c>StatusLevels.Log</c>: how far the public log is, and whether it was found to be wrong.</summary>
internal sealed class LogMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Log";

    private readonly Counter<long> leaves;
    private readonly Counter<long> forks;
    private readonly Counter<long> faults;
    private readonly Counter<long> cosignatures;
    private long size;

    public LogMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        leaves = meter.CreateCounter<long>("statuslevels.log.leaves", "{leaf}", "Entries that this process put into the public log.");
        forks = meter.CreateCounter<long>("statuslevels.log.forks", "{fork}", "Trees that this process refused to sign.");
        faults = meter.CreateCounter<long>("statuslevels.log.faults", "{fault}", "Entries that are not what the public log holds of them.");
        cosignatures = meter.CreateCounter<long>(
            "statuslevels.log.cosignatures", "{answer}", "Questions of this process to witnesses, by what came of them: signed or unsigned.");
        meter.CreateObservableGauge(
            "statuslevels.log.size", () => Volatile.Read(ref size), "{leaf}", "Leaves of the public log that this process has seen.");
        leaves.Add(0);
        forks.Add(0);
        faults.Add(0);
    }

    public void Grew(long newSize, int added)
    {
        leaves.Add(added);
        Saw(newSize);
    }

    public void Saw(long newSize) => Volatile.Write(ref size, newSize);

    public void Forked() => forks.Add(1);

    public void Asked(bool isSigned) => cosignatures.Add(1, new KeyValuePair<string, object?>("outcome", isSigned ? "signed" : "unsigned"));

    public void Found(int count) => faults.Add(count);
}
