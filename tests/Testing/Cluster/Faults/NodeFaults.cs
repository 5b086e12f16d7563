using System.Diagnostics;

namespace StatusLevels.Testing.Cluster.Faults;

/// <summary>Nodes that die, stand still, or are gone all together.</summary>
public static class NodeFaults
{
    private static readonly TimeSpan TimeToLeave = Patience.OfSeconds(60);

    /// <summary>One of two is killed; what lived there comes to life on the other.</summary>
    public static async Task<FaultOutcome> KillOneAsync(FaultScale scale)
    {
        await using var run = await FaultRun.StartAsync(scale, 2);
        await run.BeginAsync(scale.During);
        await run.Nodes[0].KillAsync();
        await Task.Delay(scale.During);
        return await run.EndAsync("one of two nodes kill -9ed", [1], "");
    }

    /// <summary>Both are killed at once, and started anew.</summary>
    public static async Task<FaultOutcome> KillAllAsync(FaultScale scale)
    {
        await using var run = await FaultRun.StartAsync(scale, 2);
        await run.BeginAsync(scale.During);
        await Task.WhenAll(run.Nodes.Select(node => node.KillAsync()));
        var since = Stopwatch.GetTimestamp();
        for (var index = 0; index < 2; index++)
        {
            await run.Nodes[index].DisposeAsync();
            run.StartAnew(index);
        }

        foreach (var node in run.Nodes)
        {
            await node.WaitUntilReadyAsync(node.Options.Patience);
        }

        var ready = Stopwatch.GetElapsedTime(since);
        await run.UntilServedAsync(TimeToLeave);
        var served = Stopwatch.GetElapsedTime(since);
        await Task.Delay(scale.During);
        return await run.EndAsync(
            "both nodes kill -9ed and started anew", [0, 1],
            FormattableString.Invariant(
                $"ready again {ready.TotalSeconds:0.0} s after the start, first change after {served.TotalSeconds:0.0} s"));
    }

    /// <summary>Three are replaced one after the other, as in an upgrade; callers ask another node once.</summary>
    public static async Task<FaultOutcome> ReplaceAllAsync(FaultScale scale)
    {
        var patient = scale with { Load = scale.Load with { RetryOnce = true, RetryPause = TimeSpan.FromMilliseconds(200) } };
        await using var run = await FaultRun.StartAsync(
            patient, 3, environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["DRAIN_SECONDS"] = "2" });
        await run.BeginAsync(scale.During * 3);
        var longestStop = TimeSpan.Zero;
        for (var index = 0; index < 3; index++)
        {
            var stopped = await run.Nodes[index].TerminateAsync();
            longestStop = stopped > longestStop ? stopped : longestStop;
            await run.Nodes[index].DisposeAsync();
            await run.StartAnew(index).WaitUntilReadyAsync(run.Nodes[index].Options.Patience);
        }

        // The gap is how long one of them was away: callers asked another meanwhile.
        return await run.EndAsync(
            "three nodes replaced one after the other, one retry", [0, 1, 2],
            FormattableString.Invariant($"a node stopped within {longestStop.TotalSeconds:0.0} s"));
    }

    /// <summary>One of two stands still long enough to be thought dead, then goes on.</summary>
    public static async Task<FaultOutcome> StandStillAsync(FaultScale scale)
    {
        await using var run = await FaultRun.StartAsync(scale, 2);
        await run.BeginAsync(scale.During * 3);
        run.Nodes[0].Pause();
        await Task.Delay(scale.During * 2);
        var before = run.Load.Tally.Stale;
        run.Nodes[0].Resume();
        var since = Stopwatch.GetTimestamp();
        await Eventually.LastSeenAsync(() => Task.FromResult(run.Nodes[0].HasExited), static hasExited => hasExited, scale.During);
        var left = Stopwatch.GetElapsedTime(since);
        var end = run.Nodes[0].HasExited
            ? FormattableString.Invariant($"it ended {left.TotalSeconds:0.0} s after SIGCONT with exit code {run.Nodes[0].ExitCode}")
            : await run.Nodes[0].IsReadyAsync() ? "it serves again after SIGCONT" : "it is up after SIGCONT and not ready";
        return await run.EndAsync(
            FormattableString.Invariant($"one of two nodes SIGSTOPped for {scale.During.TotalSeconds * 2:0} s, then SIGCONT"), [1],
            FormattableString.Invariant($"{end}; stale reads until then {before}"));
    }
}
