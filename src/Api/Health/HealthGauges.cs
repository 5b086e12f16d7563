using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StatusLevels.Api.Health;

/// <summary>
/// The readiness of this node as gauges of the meter <c>StatusLevels.Health</c>, for those who draw it: the answer of each check, every few
/// seconds. The log hears of it when an answer changes.
/// </summary>
internal sealed partial class HealthGauges : IHealthCheckPublisher
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Health";

    private readonly ILogger logger;
    private volatile HealthReport? last;

    public HealthGauges(IMeterFactory meters, ILogger<HealthGauges> logger)
    {
        this.logger = logger;
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("statuslevels.health.ready", Ready, description: "1 when this node can serve, 0 when a check fails.");
        meter.CreateObservableGauge("statuslevels.health.check", Checks, description: "1 when the check passes, 0 when it fails.");
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (check, answer) in report.Entries)
        {
            LogChange(check, answer, last?.Entries.GetValueOrDefault(check).Status ?? HealthStatus.Healthy);
        }

        // Nothing was checked while the node starts.
        last = report.Entries.Count > 0 ? report : last;
        return Task.CompletedTask;
    }

    private void LogChange(string check, HealthReportEntry answer, HealthStatus before)
    {
        if (Value(answer.Status) == Value(before))
        {
            return;
        }

        if (answer.Status == HealthStatus.Healthy)
        {
            LogPasses(logger, check);
        }
        else
        {
            // At the first look a node may not have come that far yet.
            var level = last is null ? LogLevel.Information : LogLevel.Warning;
            LogFails(logger, level, check, answer.Description ?? answer.Exception?.Message);
        }
    }

    private IEnumerable<Measurement<int>> Ready() => last is { } report ? [new(Value(report.Status))] : [];

    private IEnumerable<Measurement<int>> Checks() =>
        last?.Entries.Select(
            entry =>
                new Measurement<int>(
                    Value(entry.Value.Status), new KeyValuePair<string, object?>("check", entry.Key))).ToImmutableArray() ?? [];

    private static int Value(HealthStatus status) => status == HealthStatus.Healthy ? 1 : 0;

    [LoggerMessage(EventId = 1, Message = "The health check {Check} fails: {Reason}")]
    private static partial void LogFails(ILogger logger, LogLevel level, string check, string? reason);

    [LoggerMessage(2, LogLevel.Information, "The health check {Check} passes again")]
    private static partial void LogPasses(ILogger logger, string check);
}
