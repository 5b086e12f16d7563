using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database.Migrations;

/// <summary>A database of the last build before <c>sql/migrations</c>; <c>former-database.sql</c> is a dump of one.</summary>
public sealed class FormerDatabaseTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        // The server has the roles as soon as one database was migrated.
        await using (await TestPostgres.CreateDatabaseAsync())
        {
        }

        database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        var dump = await File.ReadAllTextAsync(GoldenSchema.FileNamed("former-database.sql"), TestContext.Current.CancellationToken);
        await TestSql.ExecuteAsync(database.ConnectionString, dump);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task It_is_upgraded_in_place_to_the_schema_that_is_agreed()
    {
        await MigrateAsync();

        await GoldenSchema.IsInAsync(database.ConnectionString);
        await Migrator.RequireMigratedAsync(database.RuntimeConnectionString, NullLogger.Instance, TestContext.Current.CancellationToken);
        await MigrateAsync();
    }

    [Fact]
    public async Task What_was_in_it_is_there_still_and_works()
    {
        await MigrateAsync();

        Assert.Equal("B", await ScalarAsync("select get_current_status_level(organization_id) from organization_status"));
        Assert.Equal(
            true, await ScalarAsync("select v.valid and v.entries = 3 from organization_status, verify_status_history(organization_id) as v"));
        Assert.Equal("a hash", await ScalarAsync("select password_hash from users where email = 'a@example.org'"));
        Assert.Equal(2L, await ScalarAsync("select count(*) from notifications"));
        Assert.Equal(1L, await ScalarAsync("select count(*) from idempotency_keys"));
        Assert.Equal(1L, await ScalarAsync("select count(*) from orleansstorage"));
        Assert.Equal(2L, await ScalarAsync("""
            insert into admin_audit (at, actor_kind, action, subject_kind, subject_id) values (now(), 'system', 'a', 'b', 'c') returning id
            """));
    }

    [Fact]
    public async Task A_node_that_does_not_migrate_says_what_to_do()
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() => Migrator.RequireMigratedAsync(
            database.RuntimeConnectionString, NullLogger.Instance, TestContext.Current.CancellationToken));

        Assert.StartsWith("The database lacks", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("run the migrate command", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>It reads all names, finds its own, and only warns of the others.</summary>
    [Fact]
    public async Task A_node_of_that_build_still_finds_its_scripts_there()
    {
        const string Names = "select array_agg(name order by name) from statuslevels.schema_migrations";
        var before = (string[])(await ScalarAsync(Names))!;

        await MigrateAsync();

        Assert.Equal(18, before.Length);
        Assert.Empty(before.Except((string[])(await ScalarAsync(Names))!, StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_that_was_left_half_way_is_refused_and_stays_as_it_is()
    {
        await TestSql.ExecuteAsync(database.ConnectionString, "delete from schema_migrations where name = '0031_sql_readers'");

        var refusal = await Assert.ThrowsAsync<StartupException>(MigrateAsync);

        Assert.Equal(
            "The database was made by an earlier build, which did not run all of its scripts (0031_sql_readers is missing): "
            + "let the last build before this one migrate it, then this one.",
            refusal.Message);
        Assert.Equal(17L, await ScalarAsync("select count(*) from schema_migrations"));
        Assert.Equal(DBNull.Value, await ScalarAsync("select to_regclass('statuslevels.schema_current')::text"));
    }

    private Task MigrateAsync() =>
        Migrator.MigrateAsync(database.ConnectionString, NullLogger.Instance, TestContext.Current.CancellationToken);

    private Task<object?> ScalarAsync(string sql) => TestSql.ScalarAsync(database.ConnectionString, sql);
}
