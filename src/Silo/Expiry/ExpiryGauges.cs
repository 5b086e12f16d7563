using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Telemetry;

namespace StatusLevels.Silo.Expiry;

/// <summary>Who waits, as gauges of the meter <c>StatusLevels.Expiry</c>.</summary>
internal sealed partial class ExpiryGauges : BackgroundService
{
    private readonly ILogger<ExpiryGauges> logger;
    private readonly LastLook<ExpiryBacklog> backlog;

    public ExpiryGauges(ExpirySummaryReader reader, TimeProvider clock, IMeterFactory meters, ILogger<ExpiryGauges> logger)
    {
        this.logger = logger;
        backlog = new(clock, stopping => reader.ReadBacklog(clock.GetUtcNow(), stopping), LogUnknown);
        var meter = meters.Create(NoticeMetrics.MeterName);
        meter.CreateObservableGauge(
            "statuslevels.expiry.armed", () => backlog.Seen<long>(found => found.Armed), "{organization}",
            "Organizations with something due, now or later: counted up to 10,000, beyond that the planner's estimate.");
        meter.CreateObservableGauge(
            "statuslevels.expiry.overdue.oldest", () => backlog.Seen<double>(found => found.Overdue.TotalSeconds), "s",
            "How long the organization that waits longest has been due; 0 when none waits.");
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => backlog.RunAsync(stoppingToken);

    [LoggerMessage(LogLevel.Warning, "It could not be looked up how many organizations wait for what is due")]
    private partial void LogUnknown(Exception exception);
}
