using StatusLevels.Silo.Sql;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>Nodes that grow the public log are killed again and again: there is one tree, and every entry is in it.</summary>
public sealed class LogFaultTests
{
    private const int Rounds = 4;
    private const int Organizations = 10;

    private static readonly (string, string)[] Settings =
    [
        ("ASPNETCORE_ENVIRONMENT", "Development"),
        ("PUBLIC_BASE_URL", "https://levels.example.org"),
        ("LOG_SIGNING_KEY", Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)])),
    ];

    [Fact]
    public async Task However_often_a_node_is_killed_there_is_one_tree()
    {
        await using var cluster = await NodesOnOneDatabase.StartAsync();
        var (killed, other) = (cluster.Options("first", settings: Settings), cluster.Options("second", settings: Settings));
        var stays = await cluster.StartAsync(other);
        var dies = await cluster.StartAsync(killed);
        var key = await ServiceCaller.CreateKeyAsync(cluster.Database, TestContext.Current.CancellationToken);
        for (var round = 0; round < Rounds; round++)
        {
            var changes = NodesOnOneDatabase.GrantAsync(stays, key, Fresh(), "A");
            await NodesOnOneDatabase.GrantAsync(dies, key, Fresh(), "A");
            await dies.KillAsync();
            await changes;
            (killed, other) = (other, killed);
            (stays, dies) = (await cluster.StartAsync(other), stays);
        }

        await using var left = cluster.Database.CreateCommand("""
            select (select count(*) from statuslevels.log_queue) = 0
               and (select size from statuslevels.logs) = (select count(*) from statuslevels.organization_status_history)
            """).With();
        await Eventually.HoldsAsync(async () => await left.ExecuteScalarAsync(TestContext.Current.CancellationToken) is true);

        using var folder = new TestFolder();
        using var verify = ProductProcess.Start(
            folder.Path, ["log", "verify", "--database"], ("DATABASE_URL", cluster.Server.ConnectionString));
        var error = await verify.EndAsync();
        Assert.True(verify.ExitCode == 0, error);

        static Guid[] Fresh() => [.. Enumerable.Range(0, Organizations).Select(static _ => Guid.NewGuid())];
    }
}
