using System.Globalization;
using Npgsql;
using StatusLevels.Bench.Requests;
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
                "each id is new, 32 at a time; PostgreSQL on the same machine",
                "strangers read its status over HTTP, from the whole product; callers inside ask a silo process for its status, its "
                + "history and its timeline, which wakes it: no stranger can",
                "memory: VmRSS of that process, idle before the first id and 30 s after the last; most: its VmHWM; rows: in all tables "
                + "of the schema, before and after",
            ],
            ["who", "ids", "ids/s", "idle", "afterwards", "above idle", "most", "rows created", "activations left"]);

        var strangers = await StrangersAsync(database, ids, cancellationToken);
        var inside = await InsideAsync(database, ids, cancellationToken);
        foreach (var (who, left) in new[] { ("strangers", strangers), ("callers inside", inside) })
        {
            table.Add([who, .. left.Cells()]);
        }

        await table.PublishAsync(TimeProvider.System.GetUtcNow());
        var what = string.Create(CultureInfo.InvariantCulture, $"a flood of {ids:N0} unknown ids by strangers");
        return
        [
            new GoalRow(
                $"{what}: memory above idle afterwards", FloodOutcome.Megabytes(strangers.After),
                $"idle: {FloodOutcome.Megabytes(strangers.Idle)}", FloodOutcome.Megabytes(strangers.AboveIdle), $"≤ {MostAboveIdle} MiB",
                strangers.AboveIdle <= MostAboveIdle),
            new GoalRow(
                $"{what}: rows created", strangers.Created.ToString(CultureInfo.InvariantCulture), "-",
                strangers.Created.ToString(CultureInfo.InvariantCulture), "0", strangers.Created == 0),
        ];
    }

    private static async Task<FloodOutcome> StrangersAsync(NpgsqlDataSource database, int ids, CancellationToken cancellationToken)
    {
        await using var product = await BenchProduct.StartAsync(database, cancellationToken);
        await Task.Delay(FloodNode.IdleTime / 2, cancellationToken);
        var (idle, rows) = (product.Process.Resident, await RowsAsync(database, cancellationToken));
        using var callers = await Callers.ConnectAsync(product.Address, RequestOptions.Connections, cancellationToken);
        var asked = 0;
        var rate = await callers.SaturateAsync(
            () => Interlocked.Increment(ref asked) <= ids ? Paths.Status(Guid.NewGuid()) : null, Timeout.InfiniteTimeSpan,
            cancellationToken);
        await Task.Delay(Rest, cancellationToken);
        return new FloodOutcome(
            ids, rate, idle, product.Process.Resident, product.Process.Peak, await RowsAsync(database, cancellationToken) - rows,
            Left: null);
    }

    private static async Task<FloodOutcome> InsideAsync(NpgsqlDataSource database, int ids, CancellationToken cancellationToken)
    {
        await using var node = BenchNode.Start(database, FloodNode.Verb, ids.ToString(CultureInfo.InvariantCulture));
        await SayAsync(node, FloodNode.Ready, cancellationToken);
        await Task.Delay(FloodNode.IdleTime / 2, cancellationToken);
        var (idle, rows) = (node.Resident, await RowsAsync(database, cancellationToken));
        var seconds = double.Parse(await SayAsync(node, FloodNode.Flooded, cancellationToken), CultureInfo.InvariantCulture);
        var left = await SayAsync(node, FloodNode.Settled, cancellationToken);
        await Task.Delay(Rest, cancellationToken);
        return new FloodOutcome(
            ids, ids / seconds, idle, node.Resident, node.Peak, await RowsAsync(database, cancellationToken) - rows, left);
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
}
