using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Idempotency;

/// <summary>Removes answers whose time is over, a bounded number in a step. Every node does; none waits for another.</summary>
internal sealed partial class ExpiredAnswers(
    NpgsqlDataSource database, TimeProvider time, ILogger<ExpiredAnswers> logger) : BackgroundService
{
    /// <summary>The most that one statement removes.</summary>
    public const int Step = 500;

    private const string Remove = """
        delete from statuslevels.idempotency_keys
        where id in (
            select id from statuslevels.idempotency_keys where expires_at <= $1 order by expires_at limit $2 for update skip locked)
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>One step.</summary>
    /// <returns>How many were removed; fewer than <see cref="Step"/> when none are left.</returns>
    public async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Remove).With(time.GetUtcNow(), Step);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await RemoveAsync(stoppingToken) == Step)
                {
                    LogMore();
                }
            }
            catch (NpgsqlException exception)
            {
                LogNotRemoved(exception.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "More answers to repeated requests are over")]
    private partial void LogMore();

    [LoggerMessage(2, LogLevel.Warning, "Answers to repeated requests whose time is over could not be removed; that is tried again in a minute. {Reason}")]
    private partial void LogNotRemoved(string reason);
}
