using System.Diagnostics.Metrics;

namespace StatusLevels.Api.Mail;

/// <summary>The meter <c>StatusLevels.Mail</c>: whom nobody could tell, what mail servers say, and whether mail leaves at all.</summary>
internal sealed class MailMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Mail";

    private readonly Counter<long> untold;
    private readonly Counter<long> sent;
    private int stopped;

    public MailMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        untold = meter.CreateCounter<long>("statuslevels.mail.untold", "{notice}", "Notices that nobody could be written to about.");
        sent = meter.CreateCounter<long>("statuslevels.mail.attempts", "{mail}", "Tries to send a mail, by what came of them.");
        meter.CreateObservableGauge(
            "statuslevels.mail.stopped", () => Volatile.Read(ref stopped), description: "1 while the mail server refuses this product's sign-in or shows a wrong certificate.");
        untold.Add(0);
        foreach (var outcome in Enum.GetValues<Delivery.AttemptOutcome>().Except([Delivery.AttemptOutcome.Gone]))
        {
            Count(outcome, 0);
        }
    }

    public void CountUntold(long notices) => untold.Add(notices);

    public void Count(Delivery.AttemptOutcome outcome, long mails = 1) =>
        sent.Add(mails, new KeyValuePair<string, object?>("outcome", outcome.ToString().ToLowerInvariant()));

    /// <summary>The server refuses to take anything at all from this product, or does so no longer.</summary>
    public void SetStopped(bool isStopped) => Volatile.Write(ref stopped, isStopped ? 1 : 0);
}
