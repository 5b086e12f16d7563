using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

public sealed class TestPostgresTests
{
    [Fact]
    public async Task Every_test_gets_a_database_of_its_own()
    {
        await using var one = await TestPostgres.CreateDatabaseAsync(migrated: false);
        await using var other = await TestPostgres.CreateDatabaseAsync(migrated: false);

        await TestSql.ExecuteAsync(one.ConnectionString, "CREATE TABLE public.mine (id int)");

        Assert.Equal(0L, await TestSql.ScalarAsync(other.ConnectionString, "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'"));
    }

    [Fact]
    public async Task A_migrated_database_has_the_tables_on_its_search_path()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestPostgres.CreateDatabaseAsync()));
        foreach (var database in databases)
        {
            Assert.Equal(0L, await TestSql.ScalarAsync(database.ConnectionString, "SELECT count(*) FROM orleansstorage"));
            await database.DisposeAsync();
        }
    }
}
