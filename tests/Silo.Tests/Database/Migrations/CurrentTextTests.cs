using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database.Migrations;

/// <summary>Texts that are run again when they changed: all that changed or nothing, and never an older one over a newer one.</summary>
public sealed class CurrentTextTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestPostgres.CreateDatabaseAsync(migrated: false);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_text_is_run_again_when_it_changed_and_only_then()
    {
        await MigrateAsync(1, Says(1), Counts);
        await MigrateAsync(1, Says(1), Counts);
        Assert.Equal(1L, await CountedAsync());

        await MigrateAsync(1, Says(2), Counts);

        Assert.Equal(2, await SaidAsync());
        Assert.Equal(1L, await CountedAsync());
    }

    [Fact]
    public async Task When_one_fails_nothing_of_the_others_stays()
    {
        await MigrateAsync(1, Says(1));

        var refusal = await Assert.ThrowsAsync<StartupException>(() => MigrateAsync(2, Says(2), new("functions/broken", "select 1 / 0")));

        Assert.Equal("Migration functions/broken failed and was rolled back: division by zero (22012)", refusal.Message);
        Assert.Equal(1, await SaidAsync());
        await RequireMigratedAsync(1, Says(1));
    }

    [Fact]
    public async Task A_node_that_does_not_migrate_names_what_the_database_lacks()
    {
        await MigrateAsync(1, Says(1));

        var refusal = await Assert.ThrowsAsync<StartupException>(() => RequireMigratedAsync(2, Says(2), Counts));

        Assert.StartsWith(
            "The database lacks 2 migrations of this version (functions/says, functions/counts)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_build_works_beside_newer_texts_and_does_not_put_its_own_over_them()
    {
        await MigrateAsync(2, Says(2));

        await RequireMigratedAsync(1, Says(1), Counts);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => MigrateAsync(1, Says(1)));

        Assert.Contains("newer than this version of the program", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("revision 2 of sql/current", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, await SaidAsync());
    }

    [Fact]
    public async Task A_text_that_is_gone_is_forgotten_and_its_build_is_an_older_one_all_the_same()
    {
        await MigrateAsync(1, Says(1), Counts);
        await MigrateAsync(2, Says(1));

        Assert.Equal("functions/says", await ScalarAsync("select string_agg(name, ' ') from schema_current"));
        await Assert.ThrowsAsync<StartupException>(() => MigrateAsync(1, Says(1), Counts));
    }

    private static SchemaScript Says(int number) =>
        new("functions/says", $"create or replace function says() returns int language sql return {number};");

    private static SchemaScript Counts { get; } = new(
        "functions/counts",
        "create table if not exists counted (id int); insert into counted values (1);");

    private Task MigrateAsync(int revision, params SchemaScript[] current) =>
        Migrator.MigrateAsync(
            database.ConnectionString,
            new([], current, revision),
            Migrator.DefaultPatience,
            NullLogger.Instance,
            TestContext.Current.CancellationToken);

    private Task RequireMigratedAsync(int revision, params SchemaScript[] current) =>
        Migrator.RequireMigratedAsync(
            database.ConnectionString, new([], current, revision), NullLogger.Instance, TestContext.Current.CancellationToken);

    private Task<object?> SaidAsync() => ScalarAsync("select says()");

    private Task<object?> CountedAsync() => ScalarAsync("select count(*) from counted");

    private Task<object?> ScalarAsync(string sql) => TestSql.ScalarAsync(database.ConnectionString, sql);
}
