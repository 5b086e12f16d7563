using Npgsql;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery;

/// <summary>
/// Gives committed events their places in one order, and makes their deliveries in the same transaction. Every process tries; the database
/// lets one at a time. Woken by commits of this process, and once a second for those of others.
/// </summary>
internal sealed partial class Sequencer(
    NpgsqlDataSource database, DeliverySettings settings, OutboxSignal committed, DeliverySignal made, IEnumerable<IFanOut> targets,
    DeliveryMetrics metrics, TimeProvider clock, ILogger<Sequencer> logger) : BackgroundService
{
    /// <summary>How many events one transaction takes; those of one write stay together.</summary>
    public const int Step = 500;

    private const string Take = "select taken_from, taken_to from statuslevels.take_events($1)";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private bool isAway;

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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (settings.IsOn && !stoppingToken.IsCancellationRequested)
        {
            var next = committed.Next;
            await TakeAllAsync(stoppingToken);
            await Task.WhenAny(next, Task.Delay(Look, clock, stoppingToken));
        }
    }

    private async Task TakeAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            long taken;
            do
            {
                taken = await TakeAsync(cancellationToken);
                if (taken > 0)
                {
                    metrics.Numbered(taken);
                    made.Raise();
                }
            }
            while (taken >= Step);
            isAway = false;
        }
        catch (NpgsqlException exception) when (!isAway)
        {
            isAway = true;
            LogAway(exception.Message);
        }
        catch (NpgsqlException)
        {
            // Said already; the next look is in a second.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was not committed is taken by the next process.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Events could not be numbered and wait in the outbox; that is tried again each second. {Reason}")]
    private partial void LogAway(string reason);
}
