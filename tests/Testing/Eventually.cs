using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace StatusLevels.Testing;

/// <summary>
/// Looks again and again until something holds. What a look throws is thrown at once: a condition may say that there is no hope left.
/// </summary>
public static class Eventually
{
    /// <summary>Much longer than anything takes: the machine may have other things to do.</summary>
    public static readonly TimeSpan Patience = Testing.Patience.OfSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It does not hold in time; the sentence says which.</exception>
    public static Task HoldsAsync(
        Func<bool> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(() => Task.FromResult(condition()), within, what);

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It does not hold in time; the sentence says which.</exception>
    public static Task HoldsAsync(
        Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        SeesAsync(condition, static holds => holds, within, what);

    /// <summary>Waits until what is seen is as it should be; gives what was seen then.</summary>
    /// <exception cref="TimeoutException">It is not so in time; the sentence ends with what was seen last.</exception>
    public static async Task<T> SeesAsync<T>(
        Func<Task<T>> look, Predicate<T> until, TimeSpan? within = null, [CallerArgumentExpression(nameof(until))] string what = "")
    {
        var bound = within ?? Patience;
        var seen = await LastSeenAsync(look, until, bound);
        return until(seen) ? seen : throw new TimeoutException($"Waited {bound.TotalSeconds:0.#} s in vain for: {what}. Seen last: {seen}");
    }

    /// <summary>Waits until what is seen is as it should be, or the time is over; gives what was seen last.</summary>
    public static async Task<T> LastSeenAsync<T>(
        Func<Task<T>> look, Predicate<T> until, TimeSpan within, TimeSpan? pause = null, CancellationToken cancellationToken = default)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (until(seen) || Stopwatch.GetElapsedTime(since) > within)
            {
                return seen;
            }

            await Task.Delay(pause ?? Pause, cancellationToken);
        }
    }
}
