using Npgsql;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery;

/// <summary>
/// Gives committed events their places in one order, and makes their deliveries in the same transaction. Every process tries; the database
/// lets one at a time. Woken by commits of this process, and once a second for those of others.
/// </summary>
internal sealed class Sequencer(
    NpgsqlDataSource database, DeliverySettings settings, OutboxSignal committed, DeliverySignal made, IEnumerable<IFanOut> targets,
    DeliveryMetrics metrics, TimeProvider clock, ILogger<Sequencer> logger) : BackgroundService
{
    /// <summary>How many events one transaction takes; those of one write stay together.</summary>
    public const int Step = 500;

    private const string Take = "select taken_from, taken_to from statuslevels.take_events($1)";

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private readonly WorkWatch watch = new("Events that have no number yet", committed, clock, logger);

    /// <summary>One transaction.</summary>
    /// <returns>How many events were numbered.</returns>
    public async Task<long> TakeAsync(CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Take).With(Step));
        foreach (var target in targets)
        {
            batch.BatchCommands.Add(target.Command());
        }

        // Without a transaction of its own a batch is one: what was taken has its deliveries, or was not taken.
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        var taken = rows.GetInt64(1) - rows.GetInt64(0);
        while (await rows.NextResultAsync(cancellationToken))
        {
            // Errors of the later statements come here.
        }

        return taken;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        settings.IsOn ? watch.LookAllAsync(LookAsync, stoppingToken) : Task.CompletedTask;

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var taken = await TakeAsync(cancellationToken);
        if (taken > 0)
        {
            metrics.Numbered(taken);
            made.Raise();
        }

        if (taken is > 1 and < Step)
        {
            // Several at once are many soon: one transaction for each would take the database from the changes themselves.
            await Task.Delay(Gather, cancellationToken);
        }

        return taken >= Step;
    }
}
