using System.Globalization;
using Npgsql;
using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Reminders;

/// <summary>What armed reminders cost that are not due: many against ten thousand, and beside Orleans's own table.</summary>
internal static class ArmedReminders
{
    private const int Few = 10_000;
    private const int MostForStock = 1_000_000;

    private static readonly Measure[] Measures =
    [
        new(
            "start to ready", "ms", "the node: from its process's start to its first reminder armed", cost => cost.StartToReady,
            HasGoal: true),
        new("resident memory", "MiB", "VmRSS of the node after the refreshes", cost => cost.Resident, HasGoal: true),
        new("peak resident memory", "MiB", "VmHWM of the node after the refreshes", cost => cost.Peak),
        new("read of a refresh", "ms", "the node: around the range read of the table", cost => cost.ClientTime),
        new(
            "database time of a refresh", "ms", "active_time of pg_stat_database ÷ refreshes, the silo's upkeep included",
            cost => cost.DatabaseTime, HasGoal: true),
        new("CPU of a refresh", "ms", "processor time of the node ÷ refreshes, its idle upkeep included", cost => cost.Cpu, HasGoal: true),
        new("rows read by a refresh", "rows", "the node: rows that the table answered", cost => cost.Rows),
    ];

    public static async Task<IReadOnlyList<GoalRow>> RunAsync(
        ArmedRemindersOptions options, string command, CancellationToken cancellationToken)
    {
        var table = Table(options, command);
        await using var server = await BenchServer.StartAsync(cancellationToken);
        var scans = new Dictionary<int, List<double>>();
        var costs = await MeasureAsync(server, options, scans, cancellationToken);
        Fill(table, costs, scans, options);
        await table.PublishAsync(TimeProvider.System.GetUtcNow());
        return [.. options.Counts.Where(count => count > Few).SelectMany(count => Goals(costs, count))];
    }

    private static async Task<Dictionary<(ReminderTableKind, int), List<NodeCost>>> MeasureAsync(
        BenchServer server, ArmedRemindersOptions options, Dictionary<int, List<double>> scans, CancellationToken cancellationToken)
    {
        var databases = new Dictionary<int, NpgsqlDataSource>();
        try
        {
            foreach (var count in options.Counts.Prepend(Few).Distinct())
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Arming {count:N0} reminders…"));
                databases[count] = await FilledAsync(server, count, cancellationToken);
            }

            var costs = new Dictionary<(ReminderTableKind, int), List<NodeCost>>();
            var variants = databases.Keys.SelectMany(count => Variants(options, count)).ToList();
            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var (count, database) in databases)
                {
                    scans.TryAdd(count, []);
                    scans[count].Add(await DailyScan.MeasureAsync(database, cancellationToken));
                }

                // Each comes first once in a while: what one leaves behind must not always meet the same other.
                foreach (var (table, count) in variants.Skip(round % variants.Count).Concat(variants.Take(round % variants.Count)))
                {
                    await Console.Error.WriteLineAsync(
                        string.Create(CultureInfo.InvariantCulture, $"Round {round}: {table} with {count:N0}…"));
                    costs.TryAdd((table, count), []);
                    costs[(table, count)].Add(await NodeRun.MeasureAsync(databases[count], server.Observer, table, cancellationToken));
                }
            }

            return costs;
        }
        finally
        {
            foreach (var database in databases.Values)
            {
                await database.DisposeAsync();
            }
        }
    }

    // The stock table holds every row in memory at each refresh: beyond a million it measures the machine.
    private static IEnumerable<(ReminderTableKind Table, int Count)> Variants(ArmedRemindersOptions options, int count) =>
        options.Tables.Where(table => table == ReminderTableKind.Windowed || count <= MostForStock).Select(table => (table, count));

    private static async Task<NpgsqlDataSource> FilledAsync(BenchServer server, int count, CancellationToken cancellationToken)
    {
        var database = await server.CreateDatabaseAsync(string.Create(CultureInfo.InvariantCulture, $"armed_{count}"), cancellationToken);
        await ArmedReminderRows.FillAsync(database, count, cancellationToken);
        await DailyScan.FillAsync(database, cancellationToken);
        return database;
    }

    private static ResultTable Table(ArmedRemindersOptions options, string command) => new(
        "reminders", command,
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Rounds} rounds in rotating order, medians; each a silo process of its own with {NodeRun.Refreshes} "
                + $"refreshes every {ReminderNode.RefreshPeriod.TotalSeconds} s, on a private PostgreSQL on the same machine"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"rows inserted by SQL, due in 1 to 401 days, {ArmedReminderRows.DueSoon} of them in about 150 s: loaded, and not "
                + $"fired while measured"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"figures: with the number of the row against with {Few:N0}; windowed: the product's table; stock: Orleans's own, "
                + $"undecorated"),
        ],
        ["what", "windowed", "÷", "stock", "÷", "counted", "from"]);

    private static void Fill(
        ResultTable table, Dictionary<(ReminderTableKind Table, int Count), List<NodeCost>> costs, Dictionary<int, List<double>> scans,
        ArmedRemindersOptions options)
    {
        foreach (var count in costs.Keys.Select(key => key.Count).Where(count => count != Few).Distinct().Order())
        {
            foreach (var measure in Measures)
            {
                var (windowed, windowedRatio) = Compare(costs, ReminderTableKind.Windowed, count, measure);
                var (stock, stockRatio) = Compare(costs, ReminderTableKind.Stock, count, measure);
                table.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{count:N0}: {measure.Name}"), windowed, windowedRatio, stock, stockRatio,
                    string.Create(CultureInfo.InvariantCulture, $"{options.Rounds} × {NodeRun.Refreshes} refreshes"), measure.From);
            }

            var measured = costs.Keys.Where(key => key.Count == count).Min(key => key.Table);
            var (scan, refresh) = (Medians.Of(scans[count]), Medians.Of(costs[(measured, count)].Select(cost => cost.DatabaseTime)));
            table.Add(
                string.Create(CultureInfo.InvariantCulture, $"{count:N0}: a daily scan of the first product beside a refresh"),
                string.Create(CultureInfo.InvariantCulture, $"refresh ({measured}) {refresh:0.#} ms of the database, scan {scan:0.#} ms"),
                string.Create(CultureInfo.InvariantCulture, $"{refresh / scan:0.0000}"), "", "",
                string.Create(CultureInfo.InvariantCulture, $"{options.Rounds} × 4 points over {count:N0} rows"),
                "around the four statements; active_time ÷ refreshes");
        }
    }

    private static IEnumerable<GoalRow> Goals(Dictionary<(ReminderTableKind, int), List<NodeCost>> costs, int count) =>
        !costs.TryGetValue((ReminderTableKind.Windowed, count), out var many)
            ? []
            : Measures.Where(measure => measure.HasGoal).Select(measure => GoalRow.AtMost(
                string.Create(CultureInfo.InvariantCulture, $"{count:N0} armed reminders: {measure.Name}"), measure.Unit,
                Medians.Of(many.Select(measure.Of)), string.Create(CultureInfo.InvariantCulture, $"with {Few:N0}"),
                Medians.Of(costs[(ReminderTableKind.Windowed, Few)].Select(measure.Of)), count > 1_000_000 ? 1.5 : 1.2));

    private static (string Figures, string Ratio) Compare(
        Dictionary<(ReminderTableKind, int), List<NodeCost>> costs, ReminderTableKind table, int count, Measure measure)
    {
        if (!costs.TryGetValue((table, count), out var runs))
        {
            return ("not measured", "");
        }

        var (few, many) = (Medians.Of(costs[(table, Few)].Select(measure.Of)), Medians.Of(runs.Select(measure.Of)));
        return (
            string.Create(CultureInfo.InvariantCulture, $"{many:0.#} against {few:0.#} {measure.Unit}"),
            string.Create(CultureInfo.InvariantCulture, $"{many / few:0.00}"));
    }

    private sealed record Measure(string Name, string Unit, string From, Func<NodeCost, double> Of, bool HasGoal = false);
}
