using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;
using StatusLevels.Testing.Cluster.Faults;
using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Cluster.Tests;

public sealed class PoolerTests
{
    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Behind_PgBouncer_in_transaction_mode_nothing_is_lost_and_keys_are_recognized()
    {
        var outcome = (await PoolerFaults.GoThroughAsync(FaultScale.Short)).ShouldHaveLostNothing();
        Assert.Contains("was answered once", outcome.Remark, StringComparison.Ordinal);
        Assert.Contains("process restarts needed 0", outcome.Remark, StringComparison.Ordinal);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_place_of_the_first_product_is_taken_behind_it_but_for_the_switch()
    {
        using var folder = new TestFolder();
        await using var server = await PostgresServer.StartAsync(durable: false, migrated: false, TestContext.Current.CancellationToken);
        await FirstProductSchema.ExecuteAsync(server.ConnectionString, FirstProductSchema.Whole + FirstProductData.Of(60));
        await Migrator.MigrateAsync(server.ConnectionString, NullLogger.Instance);
        await using var bouncer = await PgBouncer.StartAsync(server, connections: 8);
        var direct = ("MIGRATIONS_DATABASE_URL", server.ConnectionString);
        var pooled = ("DATABASE_URL", bouncer.ConnectionString);
        var marked = ("Database__TransactionPooler", "true");
        var report = Path.Combine(folder.Path, "report.csv");

        Assert.Equal((0, ""), await EndAsync([direct, pooled, marked], "--dry-run", "--report", report));
        await FilledReport.AcceptAsync(report, "not_accepted");
        Assert.Equal((0, ""), await EndAsync([direct, pooled, marked], "--accept", report));

        await using var database = server.OpenDatabase();
        await using (var otherwise = database.CreateCommand(FirstProductData.ShownOtherwise))
        {
            Assert.Equal(0L, await otherwise.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }

        var (code, error) = await EndAsync([pooled, marked], "--switch");
        Assert.Equal(2, code);
        Assert.Contains("pooler", error, StringComparison.Ordinal);
        Assert.Equal((0, ""), await EndAsync([direct, pooled, marked], "--switch"));

        async Task<(int Code, string Error)> EndAsync((string, string)[] settings, params string[] words)
        {
            using var process = ProductProcess.Start(folder.Path, ["takeover", .. words], [.. settings, ("DASHBOARD", "off")]);
            var (_, said) = await process.EndAsync([]);
            return (process.ExitCode, said);
        }
    }
}
