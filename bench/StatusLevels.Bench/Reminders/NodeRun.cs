using Npgsql;
using StatusLevels.Bench.Results;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Bench.Reminders;

/// <summary>What one life of a node cost.</summary>
internal sealed record NodeCost
{
    /// <summary>From the start of the process to the first reminder armed, ms.</summary>
    public required double StartToReady { get; init; }

    /// <summary>Resident memory after the refreshes, MiB.</summary>
    public required double Resident { get; init; }

    /// <summary>The most it ever was, MiB.</summary>
    public required double Peak { get; init; }

    /// <summary>Rows that a refresh read.</summary>
    public required int Rows { get; init; }

    /// <summary>A refresh's read as the node saw it, median, ms.</summary>
    public required double ClientTime { get; init; }

    /// <summary>The server's active time for each refresh, ms.</summary>
    public required double DatabaseTime { get; init; }

    /// <summary>The node's processor time for each refresh, ms.</summary>
    public required double Cpu { get; init; }
}

/// <summary>Starts a node on a database, follows some refreshes from the outside, and stops it.</summary>
internal static class NodeRun
{
    public const int Refreshes = 6;

    /// <param name="database">The node's database.</param>
    /// <param name="observer">Another database of the same server: what is asked here does not count there.</param>
    /// <param name="table">What the node runs on.</param>
    /// <param name="cancellationToken">Stops the node, too.</param>
    public static async Task<NodeCost> MeasureAsync(
        NpgsqlDataSource database, NpgsqlDataSource observer, ReminderTableKind table, CancellationToken cancellationToken)
    {
        await ArmedReminderRows.BringNearAsync(database, cancellationToken);

        // A session reports how long it was active up to ten seconds late, but at the
        // latest when it ends: what the bench did before is not the node's.
        database.Clear();
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var node = BenchNode.Start(database, ReminderNode.Verb, table.ToString());
        var ready = await NextAsync(node, NodeLine.Ready, cancellationToken);

        // The first refresh after the start comes at a random moment, and warms up.
        await NextAsync(node, NodeLine.Read, cancellationToken);
        var (cpu, active) = (node.Cpu, await ActiveAsync(observer, settings.Database!));
        var reads = new List<NodeLine>();
        while (reads.Count < Refreshes)
        {
            reads.Add(await NextAsync(node, NodeLine.Read, cancellationToken));
        }

        // What comes after a read, taking the rows in, belongs to the refresh.
        await NextAsync(node, NodeLine.Read, cancellationToken);
        var (cpuAfter, activeAfter) = (node.Cpu, await ActiveAsync(observer, settings.Database!));
        return new NodeCost
        {
            StartToReady = ready.Milliseconds,
            Resident = node.Resident,
            Peak = node.Peak,
            Rows = reads[^1].Rows,
            ClientTime = Medians.Of(reads.Select(read => read.Milliseconds)),
            DatabaseTime = (activeAfter - active) / (Refreshes + 1),
            Cpu = (cpuAfter - cpu).TotalMilliseconds / (Refreshes + 1),
        };
    }

    private static async Task<NodeLine> NextAsync(BenchNode node, string word, CancellationToken cancellationToken)
    {
        while (await node.ReadLineAsync(cancellationToken) is { } text)
        {
            if (NodeLine.Parse(text) is { } line && line.Word == word)
            {
                return line;
            }
        }

        throw new InvalidOperationException("The measured node ended before it was measured; its error output says why.");
    }

    private static async Task<double> ActiveAsync(NpgsqlDataSource observer, string database)
    {
        await using var command = observer.CreateCommand("select active_time from pg_stat_database where datname = $1").With(database);
        return (double)(await command.ExecuteScalarAsync())!;
    }
}
