using System.Globalization;
using Npgsql;
using StatusLevels.Bench.Results;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Bench.Flood;

/// <summary>A flood of ids that nobody knows: what it leaves behind in memory and in the database.</summary>
internal static class FloodBench
{
    private const int MostAboveIdle = 200;

    // How long the node has rested when its memory is measured again.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private const string Tables = """
        select c.oid::regclass::text from pg_class as c
        where c.relkind = 'r' and c.relnamespace = 'statuslevels'::regnamespace
        """;

    public static async Task<IReadOnlyList<GoalRow>> RunAsync(int ids, string command, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(cancellationToken);
        await using var database = await server.CreateDatabaseAsync("flood", cancellationToken);
        var table = new ResultTable(
            "flood", command,
            [
                "each id is new: its status, its history and its timeline are read, 32 at a time, in a silo process of its own; "
                + "PostgreSQL on the same machine",
                "memory: VmRSS of that process, idle before the first id and 30 s after the last; most: its VmHWM; rows: in all tables "
                + "of the schema, before and after",
            ],
            ["ids", "ids/s", "idle", "afterwards", "above idle", "most", "rows created", "activations left"]);

        await using var node = BenchNode.Start(database, FloodNode.Verb, ids.ToString(CultureInfo.InvariantCulture));
        await SayAsync(node, FloodNode.Ready, cancellationToken);
        await Task.Delay(FloodNode.IdleTime / 2, cancellationToken);
        var (idle, rows) = (node.Resident, await RowsAsync(database, cancellationToken));
        var seconds = double.Parse(await SayAsync(node, FloodNode.Flooded, cancellationToken), CultureInfo.InvariantCulture);
        var left = await SayAsync(node, FloodNode.Settled, cancellationToken);
        await Task.Delay(Rest, cancellationToken);
        var (after, created) = (node.Resident, await RowsAsync(database, cancellationToken) - rows);
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"{ids:N0}"), string.Create(CultureInfo.InvariantCulture, $"{ids / seconds:0}"),
            Megabytes(idle), Megabytes(after), Megabytes(after - idle), Megabytes(node.Peak),
            created.ToString(CultureInfo.InvariantCulture), left);
        await table.PublishAsync(TimeProvider.System.GetUtcNow());
        var what = string.Create(CultureInfo.InvariantCulture, $"a flood of {ids:N0} unknown ids");
        return
        [
            new GoalRow(
                $"{what}: memory above idle afterwards", Megabytes(after), $"idle: {Megabytes(idle)}", Megabytes(after - idle),
                $"≤ {MostAboveIdle} MiB", after - idle <= MostAboveIdle),
            new GoalRow(
                $"{what}: rows created", created.ToString(CultureInfo.InvariantCulture), "-",
                created.ToString(CultureInfo.InvariantCulture), "0", created == 0),
        ];
    }

    /// <summary>What the node says after this word.</summary>
    private static async Task<string> SayAsync(BenchNode node, string word, CancellationToken cancellationToken)
    {
        while (await node.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Split(' ') is [var first, .. var rest] && first == word)
            {
                return string.Join(' ', rest);
            }
        }

        throw new InvalidOperationException($"The measured node ended before it was {word}; its error output says why.");
    }

    private static async Task<long> RowsAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Tables);
        var rows = 0L;
        foreach (var name in await command.ReadAllAsync(static row => row.GetString(0), cancellationToken))
        {
            await using var count = database.CreateCommand($"select count(*) from {name}");
            rows += (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        }

        return rows;
    }

    private static string Megabytes(double size) => string.Create(CultureInfo.InvariantCulture, $"{size:0} MiB");
}
