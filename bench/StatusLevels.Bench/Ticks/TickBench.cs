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
                "organizations made by real grants of B through a silo, whose 60-day point is the due instant; a silo process of its own, started cold, ticks; PostgreSQL on the same machine",
                "due, missed, twice: 60-day points in expiry_notices and their events in the outbox, read back by SQL; lateness: from due_at to created_at of the outbox row",
                "idle: VmRSS of a node with nothing due; peak: VmHWM of the node that ticked; changes/s: the grants of the same run, 32 at a time",
            ],
            ["what", "due", "missed", "twice", "late p50 / p99 / most", "last event", "compared with", "÷", "peak − idle memory"]);
        var goals = new List<GoalRow>();
        foreach (var kind in options.Kinds)
        {
            await Console.Error.WriteLineAsync($"{kind}…");
            await using var database = await server.CreateDatabaseAsync($"ticks_{kind}", cancellationToken);
            var (run, row) = kind switch
            {
                TickKind.Steady => await RunAsync(
                    TickRun.RunAsync(database, options.PerSecond * options.Seconds, TimeSpan.FromSeconds(options.Seconds), outage: false, cancellationToken), done => Steady(options, done)),
                TickKind.Burst => await RunAsync(TickRun.RunAsync(database, options.Burst, TimeSpan.FromSeconds(1), outage: false, cancellationToken), done => Burst(options, done)),
                _ => await RunAsync(TickRun.RunAsync(database, options.Outage, OutageSpread, outage: true, cancellationToken), done => Outage(options, done)),
            };
            table.Add(row);
            goals.AddRange(Goals(kind, row, run));
        }

        await table.PublishAsync(TimeProvider.System.GetUtcNow());
        return goals;
    }

    private static async Task<(TickRun Run, string[] Row)> RunAsync(Task<TickRun> running, Func<TickRun, string[]> row)
    {
        var run = await running;
        return (run, row(run));
    }

    private static IEnumerable<GoalRow> Goals(TickKind kind, string[] row, TickRun run)
    {
        var (what, outcome, took, beside, ratio) = (row[0], run.Outcome, row[5], row[6], double.Parse(row[7], CultureInfo.InvariantCulture));
        yield return new GoalRow($"{what}: missed; raised twice", $"{outcome.Missed}; {outcome.Twice}", $"due: {outcome.Due:N0}", $"{outcome.Missed}; {outcome.Twice}", "0; 0", outcome is { Missed: 0, Twice: 0 });
        if (kind == TickKind.Steady)
        {
            yield return new GoalRow($"{what}: lateness p99", Milliseconds(outcome.NinetyNinth), $"p50: {Milliseconds(outcome.Median)}", Milliseconds(outcome.NinetyNinth), "≤ 1 s", outcome.NinetyNinth <= 1000);
            yield break;
        }

        var most = kind == TickKind.Burst ? 1.25 : 1;
        yield return new GoalRow($"{what}: the last notice", took, beside, row[7], $"≤ {GoalRow.Text(most)}", ratio <= most);
        if (kind == TickKind.Burst)
        {
            yield return new GoalRow($"{what}: peak memory above idle", row[8], "-", $"{GoalRow.Text(run.Peak - run.Idle)} MiB", "≤ 600 MB", (run.Peak - run.Idle) * 1.048576 <= 600);
        }
    }

    private static string Milliseconds(double time) => string.Create(CultureInfo.InvariantCulture, $"{time:0} ms");

    private static string[] Steady(TickOptions options, TickRun run) => Row(
        string.Create(CultureInfo.InvariantCulture, $"steady: {options.PerSecond} ticks/s for {options.Seconds} s"), run,
        string.Create(CultureInfo.InvariantCulture, $"{(run.Outcome.Last - run.From).TotalSeconds:0.0} s after the first due instant"),
        string.Create(CultureInfo.InvariantCulture, $"{options.Seconds} s of due instants"),
        (run.Outcome.Last - run.From).TotalSeconds / options.Seconds);

    private static string[] Burst(TickOptions options, TickRun run)
    {
        var (took, alone) = ((run.Outcome.Last - run.From).TotalSeconds, options.Burst / run.ChangesPerSecond);
        return Row(
            string.Create(CultureInfo.InvariantCulture, $"burst: {options.Burst:N0} due in one second, cold"), run,
            string.Create(CultureInfo.InvariantCulture, $"{took:0.0} s after the first due instant"),
            string.Create(CultureInfo.InvariantCulture, $"{alone:0.0} s at {run.ChangesPerSecond:0} changes/s"),
            took / alone);
    }

    private static string[] Outage(TickOptions options, TickRun run)
    {
        var took = (run.Outcome.Last - run.NodeStarted).TotalSeconds;
        return Row(
            string.Create(CultureInfo.InvariantCulture, $"outage: killed, {options.Outage:N0} due while away, started again"), run,
            string.Create(CultureInfo.InvariantCulture, $"{took:0.0} s after the process began"),
            "90 s",
            took / 90);
    }

    private static string[] Row(string what, TickRun run, string last, string compared, double ratio) =>
    [
        what,
        string.Create(CultureInfo.InvariantCulture, $"{run.Outcome.Due:N0}"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Outcome.Missed}"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Outcome.Twice}"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Outcome.Median:0} / {run.Outcome.NinetyNinth:0} / {run.Outcome.Latest:0} ms"),
        last,
        compared,
        string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00}"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Peak:0} − {run.Idle:0} = {run.Peak - run.Idle:0} MiB"),
    ];
}
