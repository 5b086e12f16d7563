using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace StatusLevels.Api.Health;

/// <summary>
/// Whether this node reaches the database, asked once a second. What an organization in memory says is what was last committed as long as
/// nobody else can write; while this node cannot see that, its answers tell since when.
/// </summary>
internal sealed partial class DatabaseReach(NpgsqlDataSource database, ILogger<DatabaseReach> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // The machine's clock: what passes for organizations has no part in it.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private long lastReached = Clock.GetTimestamp();
    private volatile bool isAway;

    /// <summary>How long ago the database was reached for the last time; null while it is.</summary>
    public TimeSpan? AwayFor => isAway ? Clock.GetElapsedTime(Interlocked.Read(ref lastReached)) : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        do
        {
            await AskAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AskAsync(CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Patience);
        var asked = Clock.GetTimestamp();
        try
        {
            await using var command = database.CreateCommand("select 1");
            // A server that stands still does not hear that a command is cancelled: it is left behind.
            await command.ExecuteScalarAsync(limit.Token).WaitAsync(limit.Token);
            Interlocked.Exchange(ref lastReached, asked);
            if (isAway)
            {
                isAway = false;
                LogBack(logger);
            }
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested
            && exception is DbException or SocketException or TimeoutException or OperationCanceledException)
        {
            if (!isAway)
            {
                isAway = true;
                LogAway(logger, exception.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The database cannot be reached: {Reason}. What is in memory is still answered, with its age")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "The database is reached again")]
    private static partial void LogBack(ILogger logger);
}
