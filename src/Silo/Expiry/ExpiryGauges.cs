using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusLevels.Grains.Organizations;

namespace StatusLevels.Silo.Expiry;

/// <summary>
/// Who waits, as gauges of the meter <c>StatusLevels.Expiry</c>. Looked up every half a minute; a scrape reads what was found last and costs the
/// database nothing. While it cannot be looked up, the gauges say nothing rather than what was.
/// </summary>
internal sealed partial class ExpiryGauges : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly ExpirySummaryReader reader;
    private readonly TimeProvider clock;
    private readonly ILogger<ExpiryGauges> logger;
    private volatile ExpiryBacklog? last;

    public ExpiryGauges(ExpirySummaryReader reader, TimeProvider clock, IMeterFactory meters, ILogger<ExpiryGauges> logger)
    {
        (this.reader, this.clock, this.logger) = (reader, clock, logger);
        var meter = meters.Create(NoticeMetrics.MeterName);
        meter.CreateObservableGauge(
            "statuslevels.expiry.armed", () => Seen(backlog => backlog.Armed), "{organization}",
            "Organizations with something due, now or later: counted up to 10,000, beyond that the planner's estimate.");
        meter.CreateObservableGauge(
            "statuslevels.expiry.overdue.oldest", () => Seen(backlog => backlog.Overdue.TotalSeconds), "s",
            "How long the organization that waits longest has been due; 0 when none waits.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                last = await reader.ReadBacklog(clock.GetUtcNow(), stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                last = null;
                LogUnknown(exception);
            }

            await Task.Delay(Period, clock, stoppingToken);
        }
    }

    private IEnumerable<Measurement<T>> Seen<T>(Func<ExpiryBacklog, T> value) where T : struct =>
        last is { } backlog ? [new Measurement<T>(value(backlog))] : [];

    [LoggerMessage(LogLevel.Warning, "It could not be looked up how many organizations wait for what is due")]
    private partial void LogUnknown(Exception exception);
}
