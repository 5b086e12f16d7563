using Npgsql;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>
/// Compares histories and log piece by piece, round after round, while the product runs: whoever rewrites an entry in the database is
/// found, and named, without anybody asking.
/// </summary>
internal sealed partial class LogSelfCheck(
    LogAudit audit, PublicLog log, LogMetrics metrics, TimeProvider clock, ILogger<LogSelfCheck> logger) : BackgroundService
{
    private const int MostTold = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long next;

    /// <summary>Compares the next piece; after the last one the whole, and begins anew.</summary>
    /// <returns>What is wrong.</returns>
    public async Task<IReadOnlyList<LogFault>> CheckAsync(CancellationToken cancellationToken)
    {
        if (log.Open is not { } open)
        {
            return [];
        }

        var part = await audit.CompareAsync(open.Number, next, cancellationToken);
        Tell(part.Faults);
        next += LogAudit.Step;
        if (await log.Store.FindLogAsync(open.Number, cancellationToken) is { } row && next < row.Size)
        {
            return part.Faults;
        }

        next = 0;
        var whole = await audit.CompareWholeAsync(open.Number, cancellationToken);
        Tell(whole);
        return [.. part.Faults, .. whole];
    }

    private void Tell(IReadOnlyList<LogFault> faults)
    {
        metrics.Found(faults.Count);
        foreach (var fault in faults.Take(MostTold))
        {
            LogFound(fault.ToString());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAny(Task.Delay(Pause, clock, stoppingToken));
            try
            {
                await CheckAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                LogAway(exception.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The next process goes on.
            }
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "The history is not what the public log holds: {Fault}. docs/trust.md says what to do")]
    private partial void LogFound(string fault);

    [LoggerMessage(2, LogLevel.Warning, "The history could not be compared with the public log: {Reason}")]
    private partial void LogAway(string reason);
}
