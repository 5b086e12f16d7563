using System.Globalization;
using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Ticks;

/// <summary>Ticks of real organizations on a silo of the product's: steadily, in a burst, and after an outage.</summary>
internal static class TickBench
{
    private static readonly TimeSpan OutageSpread = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<GoalRow>> RunAsync(TickOptions options, string command, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(cancellationToken);
        var table = new ResultTable(
            "ticks", command,
            [
                "organizations made by real grants of B through a silo, whose 60-day point is the due instant; a silo process of its "
                + "own, started cold, ticks; PostgreSQL on the same machine",
                "due, missed, twice: 60-day points in expiry_notices and their events in the outbox, read back by SQL; lateness: from "
                + "due_at to created_at of the outbox row",
                "idle: VmRSS of a node with nothing due; peak: VmHWM of the node that ticked; changes/s: the grants of the same run, 32 "
                + "at a time",
            ],
            ["what", "due", "missed", "twice", "late p50 / p99 / most", "last event", "compared with", "÷", "peak − idle memory"]);
        var goals = new List<GoalRow>();
        foreach (var kind in options.Kinds)
        {
            await Console.Error.WriteLineAsync($"{kind}…");
            await using var database = await server.CreateDatabaseAsync($"ticks_{kind}", cancellationToken);
            var row = kind switch
            {
                TickKind.Steady => Steady(options, await TickRun.RunAsync(
                    database, options.PerSecond * options.Seconds, TimeSpan.FromSeconds(options.Seconds), outage: false,
            cancellationToken)),
                TickKind.Burst => Burst(
                    options, await TickRun.RunAsync(database, options.Burst, TimeSpan.FromSeconds(1), outage: false, cancellationToken)),
                _ => Outage(options, await TickRun.RunAsync(database, options.Outage, OutageSpread, outage: true, cancellationToken)),
            };
            table.Add(row.Cells());
            goals.AddRange(row.Goals(kind));
        }

        await table.PublishAsync(TimeProvider.System.GetUtcNow());
        return goals;
    }

    private static TickRow Steady(TickOptions options, TickRun run) => new(
        string.Create(CultureInfo.InvariantCulture, $"steady: {options.PerSecond} ticks/s for {options.Seconds} s"), run,
        string.Create(CultureInfo.InvariantCulture, $"{(run.Outcome.Last - run.From).TotalSeconds:0.0} s after the first due instant"),
        string.Create(CultureInfo.InvariantCulture, $"{options.Seconds} s of due instants"),
        (run.Outcome.Last - run.From).TotalSeconds / options.Seconds);

    private static TickRow Burst(TickOptions options, TickRun run)
    {
        var (took, alone) = ((run.Outcome.Last - run.From).TotalSeconds, options.Burst / run.ChangesPerSecond);
        return new TickRow(
            string.Create(CultureInfo.InvariantCulture, $"burst: {options.Burst:N0} due in one second, cold"), run,
            string.Create(CultureInfo.InvariantCulture, $"{took:0.0} s after the first due instant"),
            string.Create(CultureInfo.InvariantCulture, $"{alone:0.0} s at {run.ChangesPerSecond:0} changes/s"),
            took / alone);
    }

    private static TickRow Outage(TickOptions options, TickRun run)
    {
        var took = (run.Outcome.Last - run.NodeStarted).TotalSeconds;
        return new TickRow(
            string.Create(CultureInfo.InvariantCulture, $"outage: killed, {options.Outage:N0} due while away, started again"), run,
            string.Create(CultureInfo.InvariantCulture, $"{took:0.0} s after the process began"),
            "90 s",
            took / 90);
    }
}
