using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Telemetry;

/// <summary>What of the deliveries waits in the database, as gauges of the meter <c>StatusLevels.Storage</c>.</summary>
internal sealed partial class DeliveryGauges : BackgroundService
{
    private const string Look = """
        select (select min(d.created_at) from statuslevels.deliveries as d
                where d.status = 'pending' and d.channel = 'webhook' and not d.replay and exists (
                    select from statuslevels.webhook_endpoints as e where e.id = d.endpoint_id and e.failures = 0)),
               (select count(*) from statuslevels.webhook_endpoints where failures > 0 and disabled_at is null),
               (select count(*) from statuslevels.webhook_endpoints where disabled_reason <> 'by_owner'),
               (select count(*) from statuslevels.delivery_state where held_at is not null)
        """;

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly ILogger<DeliveryGauges> logger;
    private readonly LastLook<Found> last;

    public DeliveryGauges(NpgsqlDataSource database, TimeProvider clock, IMeterFactory meters, ILogger<DeliveryGauges> logger)
    {
        (this.database, this.clock, this.logger) = (database, clock, logger);
        last = new(clock, ReadAsync, LogUnknown);
        var meter = meters.Create(StorageGauges.MeterName);
        meter.CreateObservableGauge(
            "statuslevels.delivery.oldest", () => last.Seen(found => (double?)found.Oldest), "s",
            "How long the event that waits longest for an endpoint that answers has waited; 0 when none waits.");
        meter.CreateObservableGauge(
            "statuslevels.delivery.endpoints.failing", () => last.Seen(found => (long?)found.Failing), "{endpoint}",
            "Endpoints whose last answer was a failure.");
        meter.CreateObservableGauge(
            "statuslevels.delivery.endpoints.disabled", () => last.Seen(found => (long?)found.Disabled), "{endpoint}",
            "Endpoints that the product disabled.");
        meter.CreateObservableGauge(
            "statuslevels.delivery.held", () => last.Seen(found => (long?)found.Held), null,
            "1 while nothing is sent, because the database was copied or restored, or an operator said so.");
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => last.RunAsync(stoppingToken);

    private async Task<Found> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Look);
        return (await command.ReadOneAsync(
            row => new Found(
                Math.Max(0, (now - (row.InstantOrNull(0) ?? now)).TotalSeconds), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken))!;
    }

    [LoggerMessage(1, LogLevel.Warning, "It could not be looked up what waits to be delivered")]
    private partial void LogUnknown(Exception exception);

    private sealed record Found(double Oldest, long Failing, long Disabled, long Held);
}
