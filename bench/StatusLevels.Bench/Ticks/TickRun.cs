using System.Globalization;
using Npgsql;
using StatusLevels.Testing;

namespace StatusLevels.Bench.Ticks;

/// <summary>What one run of ticks showed.</summary>
/// <param name="Outcome">What was read back.</param>
/// <param name="ChangesPerSecond">Grants a second, measured while the organizations were made.</param>
/// <param name="Idle">A node with nothing due: resident memory, MiB.</param>
/// <param name="Peak">The node that ticked: the most it had, MiB.</param>
/// <param name="From">The first due instant.</param>
/// <param name="NodeStarted">When the process of the node that ticked began.</param>
internal sealed record TickRun(
    TickOutcome Outcome, double ChangesPerSecond, double Idle, double Peak, DateTimeOffset From, DateTimeOffset NodeStarted)
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BeforeFirst = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Makes organizations on an empty database, then follows a cold node that wakes them.</summary>
    /// <param name="database">A database of its own.</param>
    /// <param name="count">How many organizations.</param>
    /// <param name="spread">The time over which their due instants are spread evenly.</param>
    /// <param name="outage">The node is killed before the first due instant; another one starts after the last.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<TickRun> RunAsync(
        NpgsqlDataSource database, int count, TimeSpan spread, bool outage, CancellationToken cancellationToken)
    {
        var idle = await IdleAsync(database, cancellationToken);
        var (from, changes) = await MakeAsync(database, count, spread, cancellationToken);
        var to = from + spread;
        if (outage)
        {
            await LiveThroughAsync(database, from, to, cancellationToken);
        }

        await using var node = BenchNode.Start(database, TickNode.Verb);
        await TickNode.WaitAsync(node, cancellationToken);
        if (!outage && TimeProvider.System.GetUtcNow() > from)
        {
            throw new InvalidOperationException(
                "Making the organizations took longer than its beginning promised; "
                + "the node was not up in time. Try again on a quieter machine.");
        }

        await UntilAsync(to, cancellationToken);
        await Eventually.LastSeenAsync(
            () => TickOutcome.PendingAsync(database, from, to, cancellationToken), static pending => pending == 0,
            LongestWait - (TimeProvider.System.GetUtcNow() - to), TimeSpan.FromMilliseconds(500), cancellationToken);

        var (peak, started) = (node.Peak, node.StartedAt);
        return new TickRun(await TickOutcome.ReadAsync(database, from, to, count, cancellationToken), changes, idle, peak, from, started);
    }

    private static async Task<double> IdleAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var node = BenchNode.Start(database, TickNode.Verb);
        await TickNode.WaitAsync(node, cancellationToken);
        await Task.Delay(Settled, cancellationToken);
        return node.Resident;
    }

    private static async Task<(DateTimeOffset From, double ChangesPerSecond)> MakeAsync(
        NpgsqlDataSource database, int count, TimeSpan spread, CancellationToken cancellationToken)
    {
        await using var silo = await BenchSilo.StartAsync(database.ConnectionString, cancellationToken);
        var estimate = await DueGrants.EstimateAsync(silo.Grains, count, cancellationToken);
        var from = WholeSecond(TimeProvider.System.GetUtcNow() + (estimate * 1.5) + BeforeFirst);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Granting B to {count:N0} organizations, about {estimate.TotalSeconds:0} s; the first is due at {from:T}…"));
        var took = await DueGrants.GrantAsync(silo.Grains, count, number => from + (spread * (number / (double)count)), cancellationToken);
        return (from, count / took.TotalSeconds);
    }

    // A node that is up before the outage and dies of it, and the time in which nobody is there.
    private static async Task LiveThroughAsync(
        NpgsqlDataSource database, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var node = BenchNode.Start(database, TickNode.Verb);
        await TickNode.WaitAsync(node, cancellationToken);
        await node.KillAsync();
        if (TimeProvider.System.GetUtcNow() > from)
        {
            throw new InvalidOperationException("The node did not die before the first due instant. Try again on a quieter machine.");
        }

        await UntilAsync(to, cancellationToken);
    }

    private static async Task UntilAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        var left = instant - TimeProvider.System.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, cancellationToken);
        }
    }

    // Instants of the core are whole milliseconds.
    private static DateTimeOffset WholeSecond(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerSecond));
}
