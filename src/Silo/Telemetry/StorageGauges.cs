using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Telemetry;

/// <summary>What waits in the database, as gauges of the meter <c>StatusLevels.Storage</c>.</summary>
internal sealed partial class StorageGauges : BackgroundService
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Storage";

    // Where nothing was ever delivered nobody delivers, and nothing waits for it. The
    // first thousand that are due, by their index: of more than that, the oldest of those.
    private const string Look = """
        select case when exists (select from outbox where delivered_at is not null) then coalesce(
                 (select min(created_at)
                  from (select created_at from outbox where delivered_at is null order by created_at limit 1000) as waiting), $1)
               end,
               (select max(until) from expiry_summaries where finished_at is not null)
        """;

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly ILogger<StorageGauges> logger;
    private readonly LastLook<Ages> ages;

    public StorageGauges(NpgsqlDataSource database, TimeProvider clock, IMeterFactory meters, ILogger<StorageGauges> logger)
    {
        (this.database, this.clock, this.logger) = (database, clock, logger);
        ages = new(clock, ReadAsync, LogUnknown);
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "statuslevels.outbox.oldest", () => ages.Seen(found => found.Outbox), "s",
            "How long the event that waits longest has been in the outbox; 0 when none waits, nothing where none was ever delivered.");
        meter.CreateObservableGauge(
            "statuslevels.expiry.summary.age", () => ages.Seen(found => found.Summary), "s",
            "How long ago the last daily summary of the notices ended.");
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => ages.RunAsync(stoppingToken);

    private async Task<Ages> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Look).With(now);
        return (await command.ReadOneAsync(row => new Ages(Age(row.InstantOrNull(0)), Age(row.InstantOrNull(1))), cancellationToken))!;

        double? Age(DateTimeOffset? since) => since is { } instant ? Math.Max(0, (now - instant).TotalSeconds) : null;
    }

    [LoggerMessage(1, LogLevel.Warning, "It could not be looked up what waits in the database")]
    private partial void LogUnknown(Exception exception);

    private sealed record Ages(double? Outbox, double? Summary);
}
