using System.Diagnostics;
using System.Globalization;
using Npgsql;
using StatusLevels.Bench.Results;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Bench.Starvation;

/// <summary>Three nodes that get hardly any processor: are they taken for dead? And how soon is one noticed that really is?</summary>
internal static class StarvationBench
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDeath = TimeSpan.FromSeconds(90);

    private const string Votes =
        "select count(*) filter (where suspecttimes <> ''), count(*) filter (where status = 6) "
        + "from statuslevels.orleansmembershiptable";

    public static async Task RunAsync(StarvationOptions options, string command, CancellationToken cancellationToken)
    {
        var table = new ResultTable(
            "starvation", command,
            [
                $"three whole nodes, callers and PostgreSQL on this machine, and beside them {options.Loops} loops of the same priority "
                + $"for {options.Time.TotalSeconds:0} s; 20 changes/s and 40 reads/s are offered",
                "suspected: the most rows with a vote against a node at a time, looked at twice a second; declared dead, processes "
                + "ended: of the three, all of them alive",
                "noticed: after 10 s without the loops one node is killed with -9; the time until the table calls it dead",
            ],
            ["probe", "missed", "load average", "answers/s", "suspected", "declared dead", "processes ended", "noticed"]);
        foreach (var (seconds, missed) in options.Probes)
        {
            await AddAsync(table, options, seconds, missed, cancellationToken);
        }

        await table.PublishAsync(TimeProvider.System.GetUtcNow());
    }

    private static async Task AddAsync(
        ResultTable table, StarvationOptions options, double seconds, int missed, CancellationToken cancellationToken)
    {
        await using var server = await PostgresServer.StartAsync(durable: false, cancellationToken: cancellationToken);
        await using var database = server.OpenDatabase();
        var nodes = await Task.WhenAll(
            Enumerable.Range(1, 3).Select(number => StartAsync(server, number, seconds, missed, cancellationToken)));
        try
        {
            await using var load = new Load(
                [.. nodes.Select(node => node.Address)], await ServiceCaller.CreateKeyAsync(database, cancellationToken),
                new LoadOptions { Organizations = 40, ChangesPerSecond = 20, ReadsPerSecond = 40 });
            await load.WarmUpAsync(cancellationToken);
            load.Start();
            var (suspected, average) = await StarveAsync(database, options, cancellationToken);
            await load.StopAsync();
            await Task.Delay(Recovery, cancellationToken);
            var (_, dead) = await VotesAsync(database, cancellationToken);
            var ended = nodes.Count(node => node.HasExited);
            TimeSpan? noticed = ended == 0 ? await NoticedAsync(database, nodes[2], dead, cancellationToken) : null;
            table.Add(
                Text($"{seconds:0.##} s"), Text($"{missed}"), average,
                Text($"{load.Nodes.Sum(node => node.Succeeded) / options.Time.TotalSeconds:0}"),
                Text($"{suspected}"), Text($"{dead}"), Text($"{ended}"), noticed is { } time ? Text($"{time.TotalSeconds:0.0} s") : "-");
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static Task<Node> StartAsync(
        PostgresServer server, int number, double seconds, int missed, CancellationToken cancellationToken) =>
        Node.StartAsync(
        new NodeOptions
        {
            Name = Text($"node {number}"),
            Database = $"{server.RuntimeConnectionString};Maximum Pool Size=12",
            Patience = TimeSpan.FromMinutes(2),
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Membership__ProbeTimeout"] = TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture),
                ["Membership__MinProbeTimeout"] = TimeSpan.FromSeconds(seconds / 2).ToString("c", CultureInfo.InvariantCulture),
                ["Membership__NumMissedProbesLimit"] = Text($"{missed}"),
            },
        },
        cancellationToken);

    private static async Task<(long Suspected, string LoadAverage)> StarveAsync(
        NpgsqlDataSource database, StarvationOptions options, CancellationToken cancellationToken)
    {
        var loops = Enumerable.Range(0, options.Loops).Select(_ => Process.Start("sh", ["-c", "while :; do :; done"])).ToArray();
        try
        {
            var most = 0L;
            for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < options.Time;)
            {
                most = Math.Max(most, (await VotesAsync(database, cancellationToken)).Suspected);
                await Task.Delay(Look, cancellationToken);
            }

            return (most, (await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Split(' ')[0]);
        }
        finally
        {
            foreach (var loop in loops)
            {
                loop.Kill();
                loop.Dispose();
            }
        }
    }

    private static async Task<TimeSpan> NoticedAsync(NpgsqlDataSource database, Node node, long before, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        await node.KillAsync();
        await Eventually.LastSeenAsync(
            () => VotesAsync(database, cancellationToken), votes => votes.Dead != before, LongestDeath, Look / 5, cancellationToken);
        return Stopwatch.GetElapsedTime(since);
    }

    private static async Task<(long Suspected, long Dead)> VotesAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Votes);
        command.CommandTimeout = 60;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
