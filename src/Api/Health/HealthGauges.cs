using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StatusLevels.Api.Health;

/// <summary>The readiness of this node as gauges of the meter <c>StatusLevels.Health</c>, for those who draw it: the answer of each check, every few seconds.</summary>
internal sealed class HealthGauges : IHealthCheckPublisher
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Health";

    private volatile HealthReport? last;

    public HealthGauges(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("statuslevels.health.ready", Ready, description: "1 when this node can serve, 0 when a check fails.");
        meter.CreateObservableGauge("statuslevels.health.check", Checks, description: "1 when the check passes, 0 when it fails.");
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        // Nothing was checked while the node starts.
        last = report.Entries.Count > 0 ? report : last;
        return Task.CompletedTask;
    }

    private IEnumerable<Measurement<int>> Ready() => last is { } report ? [new(Value(report.Status))] : [];

    private IEnumerable<Measurement<int>> Checks() =>
        last?.Entries.Select(entry => new Measurement<int>(Value(entry.Value.Status), new KeyValuePair<string, object?>("check", entry.Key))).ToImmutableArray() ?? [];

    private static int Value(HealthStatus status) => status == HealthStatus.Healthy ? 1 : 0;
}
