using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo;

/// <summary>
/// A node starts, serves until it is told to stop, and then ends within a bounded time, whatever stands against it: a database that
/// is away, a request that does not end. What it leaves behind is what a killed node leaves, and nothing acknowledged is among it.
/// </summary>
public static partial class NodeLife
{
    /// <summary>How long an orderly stop may take; then what still waits is told to give up.</summary>
    public static readonly TimeSpan Orderly = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After this time nothing is waited for any more. The private database server still has to stop, within 20 s of the first signal.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(17);

    /// <summary>How long the rest may take once a second signal came.</summary>
    private static readonly TimeSpan Hurried = TimeSpan.FromSeconds(2);

    /// <summary>Runs it from start to end, and disposes it.</summary>
    /// <exception cref="StartupException">The other nodes of the cluster did not let it in.</exception>
    public static async Task LiveAsync(this IHost host, CancellationToken cancellationToken)
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(NodeLife));
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var joining = host.Services.GetService<JoiningCluster>();
        using var signals = StopSignals.Second(lifetime.StopApplication);
        await using var cancelled = cancellationToken.Register(lifetime.StopApplication);
        try
        {
            await host.StartAsync(joining?.Refused ?? CancellationToken.None);
        }
        catch (Exception exception) when (joining?.IsWhy(exception) is true)
        {
            await EndAsync(DisposeAsync(host), logger, signals.Token);
            throw new StartupException(JoiningCluster.Refusal, exception);
        }
        catch (Exception exception) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Whoever starts it may change their mind: what has started so far stops. Each part says in its own way that it was kept from
            // starting.
            LogNotStarted(logger, exception.Message);
            await EndAsync(StopAsync(host, hasStarted: false, logger, signals.Token), logger, signals.Token);
            return;
        }
        catch
        {
            await EndAsync(DisposeAsync(host), logger, signals.Token);
            throw;
        }

        await ToldToStopAsync(lifetime);
        await EndAsync(StopAsync(host, hasStarted: true, logger, signals.Token), logger, signals.Token);
    }

    private static async Task ToldToStopAsync(IHostApplicationLifetime lifetime)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopping = lifetime.ApplicationStopping.Register(told.SetResult);
        await told.Task;
    }

    private static async Task StopAsync(IHost host, bool hasStarted, ILogger logger, CancellationToken hurry)
    {
        using var orderly = CancellationTokenSource.CreateLinkedTokenSource(hurry);
        orderly.CancelAfter(Orderly);
        try
        {
            await host.StopAsync(orderly.Token);
        }
        catch (Exception exception) when (orderly.IsCancellationRequested)
        {
            LogCut(logger, exception.Message);
        }
        catch (Exception exception) when (!hasStarted && exception is InvalidOperationException or AggregateException)
        {
            // Orleans refuses to stop a silo that is not up yet. As far as it has come it goes back by its own steps.
            LogHalf(logger, exception.Message);
            await (host.Services.GetService<ISiloLifecycleSubject>()?.OnStop(orderly.Token) ?? Task.CompletedTask);
        }
        finally
        {
            await DisposeAsync(host);
        }
    }

    // What is left to itself here ends with the process.
    private static async Task EndAsync(Task ending, ILogger logger, CancellationToken hurry)
    {
        using var ended = new CancellationTokenSource();
        if (await Task.WhenAny(ending, PatienceAsync(hurry, ended.Token)) == ending)
        {
            await ended.CancelAsync();
            await ending;
        }
        else
        {
            LogLeft(logger);
        }
    }

    private static async Task PatienceAsync(CancellationToken hurry, CancellationToken ended)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hurry, ended);
        await Task.Delay(Longest, TimeProvider.System, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (hurry.IsCancellationRequested)
        {
            await Task.Delay(Hurried, TimeProvider.System, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            host.Dispose();
        }
    }

    [LoggerMessage(3, LogLevel.Information, "The node was told to stop before it had started ({Reason})")]
    private static partial void LogNotStarted(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Debug, "Not all of it was there to be stopped: {Reason}")]
    private static partial void LogHalf(ILogger logger, string reason);

    [LoggerMessage(1, LogLevel.Warning, "The node stopped before all of it was in order: {Reason}")]
    private static partial void LogCut(ILogger logger, string reason);

    [LoggerMessage(
        2, LogLevel.Warning, "The node ends although parts of it do not; the other nodes will notice by themselves that it is gone")]
    private static partial void LogLeft(ILogger logger);
}
