using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database.Migrations;

/// <summary>How scripts come into a database: one process at a time, each whole or not at all.</summary>
public sealed class MigratorTests : IAsyncLifetime
{
    private const string SomebodyWaits = """
        select exists (
            select from pg_locks
            where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))
        """;

    private static readonly SchemaScript First = new("0001_first", "create table first (id int);\ncomment on table first is '1'");

    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestPostgres.CreateDatabaseAsync(migrated: false);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Of_several_that_start_at_once_one_migrates_and_all_go_on()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => MigrateAsync(First)));

        Assert.Equal(1L, await ScalarAsync("select count(*) from schema_migrations"));
    }

    [Fact]
    public async Task It_waits_for_another_process_that_migrates()
    {
        var waiting = Task.CompletedTask;
        await using (await HoldLockAsync())
        {
            waiting = MigrateAsync(First);
            await Eventually.HoldsAsync(async () => await ScalarAsync(SomebodyWaits) is true);
            Assert.Equal(DBNull.Value, await ScalarAsync("select to_regclass('statuslevels.first')::text"));
        }

        await waiting;

        Assert.Equal("first", await ScalarAsync("select to_regclass('statuslevels.first')::text"));
    }

    [Fact]
    public async Task It_does_not_wait_longer_than_its_patience()
    {
        await using var held = await HoldLockAsync();

        var refusal = await Assert.ThrowsAsync<StartupException>(() => MigrateAsync(TimeSpan.FromMilliseconds(100), First));

        Assert.StartsWith("Another process has been migrating this database for more than", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(DBNull.Value, await ScalarAsync("select to_regclass('statuslevels.first')::text"));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_those_before_it_stay()
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(
            () => MigrateAsync(First, new SchemaScript("0002_half", "create table half (id int); select 1 / 0;")));

        Assert.Equal("Migration 0002_half failed and was rolled back: division by zero (22012)", refusal.Message);
        Assert.Equal(DBNull.Value, await ScalarAsync("select to_regclass('statuslevels.half')::text"));
        Assert.Equal("0001_first", await ScalarAsync("select string_agg(name, ' ') from schema_migrations"));

        await MigrateAsync(First, new SchemaScript("0002_half", "create table half (id int)"));

        Assert.Equal("half", await ScalarAsync("select to_regclass('statuslevels.half')::text"));
    }

    [Fact]
    public async Task A_database_that_a_newer_build_migrated_is_not_migrated_by_an_older_one()
    {
        await MigrateAsync(First, new SchemaScript("0002_newer", "create table newer (id int)"));

        var refusal = await Assert.ThrowsAsync<StartupException>(() => MigrateAsync(First));

        Assert.Contains("newer than this version of the program", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("0002_newer", refusal.Message, StringComparison.Ordinal);
        await RequireMigratedAsync(new([First], [], 0));
    }

    [Fact]
    public async Task A_migration_that_was_edited_after_it_was_run_is_refused_by_name()
    {
        await MigrateAsync(First);
        var edited = new SchemaScript("0001_first", "create table first (id bigint)");

        var refusal = await Assert.ThrowsAsync<StartupException>(() => MigrateAsync(edited));

        Assert.StartsWith("Migration 0001_first was edited after this database had run it", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StartupException>(() => RequireMigratedAsync(new([edited], [], 0)));
        await MigrateAsync(new SchemaScript(First.Name, First.Text.ReplaceLineEndings("\r\n")));
    }

    [Fact]
    public async Task A_migration_that_comes_before_one_that_was_run_is_refused()
    {
        var second = new SchemaScript("0002_second", "create table second (id int)");
        await MigrateAsync(second);

        var refusal = await Assert.ThrowsAsync<StartupException>(() => MigrateAsync(First, second));

        Assert.StartsWith("Migration 0001_first comes before 0002_second", refusal.Message, StringComparison.Ordinal);
    }

    private Task MigrateAsync(params SchemaScript[] scripts) => MigrateAsync(Migrator.DefaultPatience, scripts);

    private Task MigrateAsync(TimeSpan patience, params SchemaScript[] scripts) =>
        Migrator.MigrateAsync(
            database.ConnectionString, new(scripts, [], 0), patience, NullLogger.Instance, TestContext.Current.CancellationToken);

    private Task RequireMigratedAsync(SchemaScripts scripts) =>
        Migrator.RequireMigratedAsync(database.ConnectionString, scripts, NullLogger.Instance, TestContext.Current.CancellationToken);

    private async Task<NpgsqlConnection> HoldLockAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"select pg_advisory_lock({MigrationLock.Key})", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private Task<object?> ScalarAsync(string sql) => TestSql.ScalarAsync(database.ConnectionString, sql);
}
