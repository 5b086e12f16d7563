using Npgsql;
using StatusLevels.Grains.Organizations;

namespace StatusLevels.Api.Delivery;

/// <summary>
/// Looks for work again and again: woken by this process, and once a second for what others made or what became due. What hinders a look,
/// such as a database that is away, is said once, until a look succeeds.
/// </summary>
/// <param name="waiting">What waits meanwhile, as the log calls it.</param>
/// <param name="wakes">Tells of work that this process made.</param>
/// <param name="clock">What the second is measured by.</param>
/// <param name="logger">Of the one that works.</param>
/// <param name="alsoHinders">What may pass by itself besides a database that is away.</param>
internal sealed partial class WorkWatch(
    string waiting, WakeSignal wakes, TimeProvider clock, ILogger logger, Predicate<Exception>? alsoHinders = null)
{
    /// <summary>The time between two looks of whom nobody wakes.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private bool isAway;

    /// <summary>Looks until it is told to stop.</summary>
    /// <param name="lookAsync">One look. It tells whether there may be more at once.</param>
    /// <param name="stoppingToken">Tells to stop; what was not taken then is the next process's.</param>
    public async Task LookAllAsync(Func<CancellationToken, Task<bool>> lookAsync, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = wakes.Next;
            if (!await TryAsync(lookAsync, stoppingToken))
            {
                await Task.WhenAny(next, Task.Delay(Pause, clock, stoppingToken));
            }
        }
    }

    /// <summary>A look was hindered, by the database that did not answer or by something else that may pass.</summary>
    public void Away(Exception exception)
    {
        if (!isAway)
        {
            isAway = true;
            LogAway(waiting, exception.Message);
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> lookAsync, CancellationToken stoppingToken)
    {
        try
        {
            var isMore = await lookAsync(stoppingToken);
            isAway = false;
            return isMore;
        }
        catch (Exception exception) when (exception is NpgsqlException || alsoHinders?.Invoke(exception) == true)
        {
            Away(exception);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Nothing more is begun.
        }

        return false;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Waiting} wait; that is tried again each second. {Reason}")]
    private partial void LogAway(string waiting, string reason);
}
