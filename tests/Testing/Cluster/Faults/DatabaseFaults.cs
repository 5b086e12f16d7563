using StatusLevels.Silo.Sql;

namespace StatusLevels.Testing.Cluster.Faults;

/// <summary>A database that dies, stays away, is slow, or has no connection left.</summary>
public static class DatabaseFaults
{
    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(60);
    private static readonly TimeSpan HoldUp = TimeSpan.FromMilliseconds(100);

    /// <summary>Longer than a request may take: none outlasts it.</summary>
    private static readonly TimeSpan ShortestLock = TimeSpan.FromSeconds(13);

    /// <summary>The server is killed with all its processes and started again at once.</summary>
    public static async Task<FaultOutcome> KillAsync(FaultScale scale)
    {
        await using var run = await FaultRun.StartAsync(scale, 2);
        await run.BeginAsync(scale.During);
        await run.Server.KillAsync();
        var recovery = await run.Server.StartAgainAsync();
        var served = await run.UntilServedAsync(Patience);
        await Task.Delay(scale.During);
        var outcome = await run.EndAsync("PostgreSQL kill -9ed and restarted", [0, 1], Remark(run, FormattableString.Invariant(
            $"recovered in {recovery.TotalSeconds:0.0} s, first change {served.TotalSeconds:0.00} s after it was back")));
        return outcome with { ServedAgain = served };
    }

    /// <summary>The server is stopped and stays away.</summary>
    public static async Task<FaultOutcome> StayAwayAsync(FaultScale scale)
    {
        await using var run = await FaultRun.StartAsync(scale, 2);
        await run.BeginAsync(scale.Away);
        await run.Server.StopAsync();
        await Task.Delay(scale.Away);
        await run.Server.StartAgainAsync();
        var served = await run.UntilServedAsync(Patience);
        var what = FormattableString.Invariant($"PostgreSQL gone for {scale.Away.TotalSeconds:0} s");
        return await run.EndAsync(what, [0, 1], Remark(run, FormattableString.Invariant(
            $"first change {served.TotalSeconds:0.00} s after it was back")));
    }

    /// <summary>Somebody locks the table of the organizations: every connection of the small pools waits, and then there is none.</summary>
    public static async Task<FaultOutcome> ExhaustPoolAsync(FaultScale scale)
    {
        var locked = scale.During > ShortestLock ? scale.During : ShortestLock;
        await using var run = await FaultRun.StartAsync(scale, 2, pool: 3);
        await run.BeginAsync(locked);
        await using (var connection = await run.Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var take = transaction.Command("lock table statuslevels.orleansstorage in access exclusive mode"))
            {
                take.CommandTimeout = 60;
                await take.ExecuteNonQueryAsync();
            }

            await Task.Delay(locked);
        }

        var served = await run.UntilServedAsync(Patience);
        var what = FormattableString.Invariant($"pools of 3 connections, all held by locks for {locked.TotalSeconds:0} s");
        return await run.EndAsync(what, [0, 1], Remark(run, FormattableString.Invariant(
            $"first change {served.TotalSeconds:0.00} s after they were free")));
    }

    /// <summary>Every message to the server is held up.</summary>
    public static async Task<FaultOutcome> SlowDownAsync(FaultScale scale)
    {
        PostgresProxy? proxy = null;
        await using var run = await FaultRun.StartAsync(
            scale, 2, server => Task.FromResult((proxy = PostgresProxy.Start(server.RuntimeConnectionString)).ConnectionString));
        await using var slow = proxy!;
        await run.BeginAsync(scale.During);
        slow.Delay = HoldUp;
        await Task.Delay(scale.During);
        slow.Delay = TimeSpan.Zero;
        await run.UntilServedAsync(Patience);
        return await run.EndAsync(
            FormattableString.Invariant($"every message to PostgreSQL held up for {HoldUp.TotalMilliseconds:0} ms"), [0, 1],
            Remark(run, ""));
    }

    internal static string Remark(FaultRun run, string measured)
    {
        var ended = run.Nodes.Count(node => node.HasExited);
        return $"{measured}{(measured.Length > 0 ? "; " : "")}process restarts needed {ended}";
    }
}
