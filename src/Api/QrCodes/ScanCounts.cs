using System.Diagnostics.Metrics;

namespace StatusLevels.Api.QrCodes;

/// <summary>The meter <c>StatusLevels.Scans</c>: what became of the scans that came to this process.</summary>
internal sealed class ScanCounts
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Scans";

    private long written;
    private long dropped;

    public ScanCounts(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("statuslevels.scans.written", () => Written, "{scan}", "Scans of QR codes that were written down.");
        meter.CreateObservableCounter(
            "statuslevels.scans.dropped", () => Dropped, "{scan}", "Scans of QR codes that were not: too many waited, or the database refused them.");
    }

    public long Written => Interlocked.Read(ref written);

    public long Dropped => Interlocked.Read(ref dropped);

    public void AddWritten(int scans) => Interlocked.Add(ref written, scans);

    public void AddDropped(int scans) => Interlocked.Add(ref dropped, scans);
}
