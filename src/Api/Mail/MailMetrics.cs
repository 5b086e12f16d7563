using System.Diagnostics.Metrics;

namespace StatusLevels.Api.Mail;

/// <summary>The meter <c>StatusLevels.Mail</c>: whether mail leaves at all, and whom nobody could tell.</summary>
internal sealed class MailMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Mail";

    private int stopped;
    private long untold = -1;
    private long failing = -1;

    public MailMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "statuslevels.mail.stopped", () => Volatile.Read(ref stopped),
            description: "1 while the mail server refuses this product: its sign-in, its sender or the certificate is wrong.");
        meter.CreateObservableGauge(
            "statuslevels.mail.untold", () => Known(ref untold), "{notice}",
            "Notices of the last 24 hours that nobody could be written to about; told by the node that sends mail.");
        meter.CreateObservableGauge(
            "statuslevels.mail.failing_addresses", () => Known(ref failing), "{address}",
            "Addresses that a mail server refused for good; told by the node that sends mail.");
    }

    /// <summary>The server refuses to take anything at all from this product.</summary>
    public bool IsStopped => Volatile.Read(ref stopped) != 0;

    /// <summary>The server refuses to take anything at all from this product, or does so no longer.</summary>
    public void SetStopped(bool isStopped) => Volatile.Write(ref stopped, isStopped ? 1 : 0);

    /// <summary>What was counted in the database; null: by another node.</summary>
    public void SetCounted((long Untold, long Failing)? counted)
    {
        Volatile.Write(ref untold, counted?.Untold ?? -1);
        Volatile.Write(ref failing, counted?.Failing ?? -1);
    }

    private static IEnumerable<Measurement<long>> Known(ref long counted)
    {
        var value = Volatile.Read(ref counted);
        return value < 0 ? [] : [new(value)];
    }
}
