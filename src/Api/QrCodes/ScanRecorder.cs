using System.Threading.Channels;
using Npgsql;

namespace StatusLevels.Api.QrCodes;

/// <summary>
/// Takes scans in, behind the answer, and writes them in batches, half a second later at most. So many wait and no more; what is dropped is
/// counted. What could not be written waits for the database; when nobody knows whether it was, it is written again and may count twice.
/// </summary>
internal sealed partial class ScanRecorder(ScanLog log, ScanCounts counts, ILogger<ScanRecorder> logger) : BackgroundService
{
    /// <summary>How many scans wait at most.</summary>
    private const int Waiting = 50_000;

    private const int BatchSize = 5_000;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Scan> waiting = Channel.CreateBounded<Scan>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    public void Add(Scan scan)
    {
        if (!waiting.Writer.TryWrite(scan))
        {
            counts.AddDropped(1);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Scan>(BatchSize);
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                // Real time: it is the database that is spared.
                await Task.Delay(Gathering, stoppingToken);
                while (Fill(batch))
                {
                    await WriteAsync(batch, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What has come in so far goes out before the process does.
        }

        while (Fill(batch))
        {
            if (!await TryWriteAsync(batch, CancellationToken.None))
            {
                counts.AddDropped(batch.Count);
            }

            batch.Clear();
        }
    }

    private bool Fill(List<Scan> batch)
    {
        while (batch.Count < BatchSize && waiting.Reader.TryRead(out var scan))
        {
            batch.Add(scan);
        }

        return batch.Count > 0;
    }

    private async Task WriteAsync(List<Scan> batch, CancellationToken cancellationToken)
    {
        while (!await TryWriteAsync(batch, cancellationToken))
        {
            await Task.Delay(Pause, cancellationToken);
        }

        batch.Clear();
    }

    /// <returns>Whether there is nothing left to do for them.</returns>
    private async Task<bool> TryWriteAsync(List<Scan> batch, CancellationToken cancellationToken)
    {
        try
        {
            await log.WriteAsync(batch, cancellationToken);
            counts.AddWritten(batch.Count);
            return true;
        }
        catch (NpgsqlException exception) when (IsRefused(exception))
        {
            counts.AddDropped(batch.Count);
            LogDropped(exception, batch.Count);
            return true;
        }
        catch (NpgsqlException exception)
        {
            LogWaiting(batch.Count, exception.Message);
            return false;
        }
    }

    // A code that was forgotten in between is not there the next time.
    private static bool IsRefused(NpgsqlException exception) =>
        exception is PostgresException { IsTransient: false, SqlState: not PostgresErrorCodes.ForeignKeyViolation } refused
        && !ExceptionProblems.IsDatabaseAway(refused);

    [LoggerMessage(1, LogLevel.Error, "{Scans} scans were refused by the database and are lost")]
    private partial void LogDropped(Exception exception, int scans);

    [LoggerMessage(2, LogLevel.Warning, "{Scans} scans could not be written yet; they wait. {Reason}")]
    private partial void LogWaiting(int scans, string reason);
}
