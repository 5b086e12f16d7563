using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery;

/// <summary>Removes events and deliveries whose time is over, in small steps. Every process does; none waits for another.</summary>
internal sealed partial class DeliveryRetention(
    NpgsqlDataSource database, DeliverySettings settings, TimeProvider clock, ILogger<DeliveryRetention> logger) : BackgroundService
{
    /// <summary>The most that one statement removes.</summary>
    public const int Step = 500;

    private const string RemoveDeliveries = """
        with gone as (
            delete from statuslevels.deliveries
            where id in (
                select id from statuslevels.deliveries where ended_at < $1 order by ended_at limit $2 for update skip locked)
            returning 1)
        select count(*) from gone
        """;

    private const string RemoveEvents = "select statuslevels.forget_old_events($1, $2)";

    private const string RemoveLeases = """
        with gone as (
            delete from statuslevels.delivery_leases where expires_at < $1 and target in (
                select target from statuslevels.delivery_leases where expires_at < $1 limit $2)
            returning 1)
        select count(*) from gone
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>Everything whose time is over.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        foreach (var sql in (string[])[RemoveDeliveries, RemoveEvents, RemoveLeases])
        {
            while (await StepAsync(sql, cancellationToken) >= Step)
            {
                LogMore();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.IsOn)
        {
            return;
        }

        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RemoveAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                LogNotRemoved(exception.Message);
            }
        }
    }

    private async Task<long> StepAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql).With(clock.GetUtcNow() - settings.Retention, Step);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    [LoggerMessage(1, LogLevel.Debug, "More events and deliveries are over")]
    private partial void LogMore();

    [LoggerMessage(2, LogLevel.Warning, "Events and deliveries whose time is over could not be removed; that is tried again in ten minutes. {Reason}")]
    private partial void LogNotRemoved(string reason);
}
