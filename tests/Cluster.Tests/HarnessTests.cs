using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>The harness itself: what it reports as lost, doubled or stale must be visible to it.</summary>
public sealed class HarnessTests
{
    [Fact]
    public async Task A_change_that_is_no_longer_in_the_history_counts_as_lost_and_the_history_as_broken()
    {
        await using var server = await PostgresServer.StartAsync(durable: false, cancellationToken: TestContext.Current.CancellationToken);
        await using var database = server.OpenDatabase();
        var key = await ServiceCaller.CreateKeyAsync(database);
        await using var node = await Node.StartAsync(
            new NodeOptions { Name = "only", Database = $"{server.RuntimeConnectionString};Maximum Pool Size=12", InCluster = false });
        await using var load = new Load(
            [node.Address], key, new LoadOptions { Organizations = 4, ChangesPerSecond = 20, ReadsPerSecond = 20 });
        await load.WarmUpAsync();
        load.Start();
        await Eventually.HoldsAsync(() => load.Tally.Acknowledged >= 10);
        await load.StopAsync();

        var before = await AcknowledgedCheck.ReadAsync(load, node.Address);
        Assert.True(before.Holds, before.ToString());
        Assert.InRange(before.Acknowledged, 5, 200);

        await using (var remove = database.CreateCommand("""
            set session_replication_role = replica;
            delete from statuslevels.organization_status_history where (organization_id, sequence) in
                (select organization_id, sequence from statuslevels.organization_status_history where sequence > 1 limit 1)
            """))
        {
            await remove.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var after = await AcknowledgedCheck.ReadAsync(load, node.Address);
        Assert.Equal((1, 1), (after.Lost, after.Broken));
    }
}
