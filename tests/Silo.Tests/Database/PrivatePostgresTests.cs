using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

public sealed class PrivatePostgresTests
{
    [Fact]
    public async Task Data_survives_a_stop_and_a_start()
    {
        using var folder = new TestFolder();
        await using (var server = await StartAsync(folder))
        {
            await TestSql.ExecuteAsync(server.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        await using (var server = await StartAsync(folder))
        {
            Assert.Equal(42, await TestSql.ScalarAsync(server.ConnectionString, "SELECT answer FROM kept"));
        }
    }

    private static Task<PrivatePostgres> StartAsync(TestFolder folder) =>
        PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataDirectory = folder.Path, Durable = false }, NullLogger.Instance, TestContext.Current.CancellationToken);
}
