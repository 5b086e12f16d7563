using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// Looks after the running server: restarts it when it died, with growing pauses between failed attempts, and keeps its log short.
/// </summary>
internal sealed partial class ServerWatch : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    private readonly Postmaster postmaster;
    private readonly ServerHome home;
    private readonly PrivatePostgresOptions options;
    private readonly ILogger logger;
    private readonly ServerLog log;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;

    public ServerWatch(Postmaster postmaster, ServerHome home, PrivatePostgresOptions options, ILogger logger)
    {
        this.postmaster = postmaster;
        this.home = home;
        this.options = options;
        this.logger = logger;
        log = new ServerLog(home.LogFile, home.Files);
        loop = Task.Run(WatchAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        var trimmed = options.TimeProvider.GetTimestamp();
        try
        {
            using var timer = new PeriodicTimer(options.WatchInterval, options.TimeProvider);
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                if (ServerProcess.Find(home.DataFolder) is null)
                {
                    await RestartAsync();
                }

                if (options.TimeProvider.GetElapsedTime(trimmed) > TrimInterval)
                {
                    trimmed = options.TimeProvider.GetTimestamp();
                    await TrimLogAsync();
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The product stops.
        }
    }

    private async Task RestartAsync()
    {
        LogDied(logger, await log.TailAsync(stopping.Token));
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            try
            {
                await postmaster.ClearOrphanAsync(stopping.Token);
                await postmaster.StartAsync(stopping.Token);
                LogRestarted(logger);
                return;
            }
            catch (StartupException exception)
            {
                LogStillDown(logger, pause.TotalSeconds, exception.Message);
            }

            await Task.Delay(pause, options.TimeProvider, stopping.Token);
        }
    }

    private async Task TrimLogAsync()
    {
        try
        {
            await log.TrimAsync(stopping.Token);
        }
        catch (StartupException exception)
        {
            LogUntrimmed(logger, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The private database server died and is started again; it said last: {LastLines}")]
    private static partial void LogDied(ILogger logger, string lastLines);

    [LoggerMessage(Level = LogLevel.Information, Message = "The private database server runs again")]
    private static partial void LogRestarted(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The private database server is still down, next attempt in {Seconds} s: {Reason}")]
    private static partial void LogStillDown(ILogger logger, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log of the private database server could not be shortened: {Reason}")]
    private static partial void LogUntrimmed(ILogger logger, string reason);
}
