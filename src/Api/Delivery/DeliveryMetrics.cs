using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace StatusLevels.Api.Delivery;

/// <summary>The meter <c>StatusLevels.Delivery</c>: what was sent by this process, and how long it took to get there.</summary>
internal sealed class DeliveryMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Delivery";

    private readonly Counter<long> numbered;
    private readonly Counter<long> attempts;
    private readonly Counter<long> ended;
    private readonly Histogram<double> untilFirst;
    private readonly Histogram<double> untilDelivered;

    public DeliveryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        numbered = meter.CreateCounter<long>("statuslevels.delivery.events", "{event}", "Events numbered and fanned out.");
        attempts = meter.CreateCounter<long>(
            "statuslevels.delivery.attempts", "{attempt}", "Tries to deliver, by channel and outcome.");
        ended = meter.CreateCounter<long>(
            "statuslevels.delivery.ended", "{delivery}", "Deliveries that ended, by channel and outcome: delivered, failed, cancelled.");
        untilFirst = Histogram(meter, "statuslevels.delivery.first_attempt", "From the commit of an event to the first try at a target.");
        untilDelivered = Histogram(meter, "statuslevels.delivery.delivered", "From the commit of an event until a target had it.");
        foreach (var channel in (string[])["webhook", "mail"])
        {
            foreach (var outcome in Enum.GetValues<AttemptOutcome>())
            {
                attempts.Add(0, Tags(channel, Words.Of(outcome)));
            }

            foreach (var status in (string[])["delivered", "failed", "cancelled"])
            {
                ended.Add(0, Tags(channel, status));
            }
        }
    }

    public void Numbered(long events) => numbered.Add(events);

    /// <summary>A try ended.</summary>
    /// <param name="channel">By which way.</param>
    /// <param name="delivery">What was tried.</param>
    /// <param name="attempt">What came of it.</param>
    public void Tried(string channel, DueDelivery delivery, Attempt attempt)
    {
        attempts.Add(1, Tags(channel, Words.Of(attempt.Outcome)));
        var tag = new KeyValuePair<string, object?>("channel", channel);
        if (delivery is { Tries: 0, Replay: false })
        {
            untilFirst.Record((attempt.At - delivery.CreatedAt).TotalSeconds, tag);
        }

        if (attempt.Outcome == AttemptOutcome.Delivered && !delivery.Replay)
        {
            untilDelivered.Record((attempt.At - delivery.CreatedAt).TotalSeconds + (attempt.Milliseconds / 1000.0), tag);
        }
    }

    public void Ended(string channel, string status, long count = 1) => ended.Add(count, Tags(channel, status));

    private static TagList Tags(string channel, string outcome) => new() { new("channel", channel), new("outcome", outcome) };

    private static Histogram<double> Histogram(Meter meter, string name, string description) => meter.CreateHistogram(
        name, "s", description,
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 600, 3600, 36000,
            259200]
        });
}
