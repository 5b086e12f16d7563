using System.Diagnostics;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

/// <summary>Waits for a condition, with a bound.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Bound = Patience.OfSeconds(30);

    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Bound, "The condition did not come about.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }
}
