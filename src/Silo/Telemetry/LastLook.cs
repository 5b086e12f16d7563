using System.Diagnostics.Metrics;

namespace StatusLevels.Silo.Telemetry;

/// <summary>
/// What gauges tell of the database: looked up every half a minute. A scrape reads what was found last and
/// costs the database nothing. While it cannot be looked up, there is nothing to tell rather than what was.
/// </summary>
/// <typeparam name="T">What is found.</typeparam>
/// <param name="clock">Tells when to look again.</param>
/// <param name="look">Looks.</param>
/// <param name="unknown">Tells that it could not be looked up.</param>
internal sealed class LastLook<T>(TimeProvider clock, Func<CancellationToken, Task<T>> look, Action<Exception> unknown) where T : class
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private volatile T? last;

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                last = await look(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                last = null;
                unknown(exception);
            }

            await Task.Delay(Period, clock, stoppingToken);
        }
    }

    /// <summary>What a gauge shows of it; nothing where that is null.</summary>
    public IEnumerable<Measurement<TValue>> Seen<TValue>(Func<T, TValue?> value) where TValue : struct =>
        last is { } found && value(found) is { } known ? [new Measurement<TValue>(known)] : [];
}
