using Microsoft.Extensions.Logging;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;
using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Silo.Tests.Database.Migrations;

/// <summary>A database of the product that this one replaces can be migrated, and stays what it is.</summary>
public sealed class BesideFirstProductTests : IAsyncLifetime
{
    private const string WhatIsInPublic = """
        select coalesce(string_agg(line, E'\n' order by line), '') from (
            select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || c.relkind::text as line
            from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
            where c.relnamespace = 'public'::regnamespace
            union all
            select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace) as lines
        """;

    private readonly Sentences log = new();
    private TestDatabase database = null!;

    public static TheoryData<string> Databases => [FirstProductSchema.Whole, FirstProductSchema.Half, FirstProductSchema.OtherColumns];

    public async ValueTask InitializeAsync() => database = await TestPostgres.CreateDatabaseAsync(migrated: false);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [MemberData(nameof(Databases), DisableDiscoveryEnumeration = true)]
    public async Task What_is_there_is_left_alone_and_the_next_step_is_named(string before)
    {
        await ExecuteAsync(before);
        var inPublic = (string)(await ScalarAsync(WhatIsInPublic))!;

        await MigrateAsync();

        var after = ((string)(await ScalarAsync(WhatIsInPublic))!).Split('\n');
        Assert.Empty(inPublic.Split('\n').Except(after));
        var sentence = Assert.Single(log.Said, said => said.Contains("statuslevels takeover", StringComparison.Ordinal));
        Assert.Contains("organization_status_levels", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases), DisableDiscoveryEnumeration = true)]
    public async Task It_can_be_done_again_and_nothing_is_pending(string before)
    {
        await ExecuteAsync(before);
        await MigrateAsync();

        await ExecuteAsync("delete from statuslevels.schema_current");
        await MigrateAsync();

        await Migrator.RequireMigratedAsync(database.ConnectionString, log, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Names_that_are_free_get_their_views()
    {
        await ExecuteAsync(FirstProductSchema.Half);

        await MigrateAsync();

        Assert.Equal("v", await KindOfAsync("status_upgrade_requests"));
        Assert.Equal("r", await KindOfAsync("organization_status_levels"));
        // It would be bound to their table.
        Assert.Equal(DBNull.Value, await ScalarAsync("select to_regproc('public.get_current_status_level')::text"));
    }

    [Fact]
    public async Task Once_the_names_are_free_the_texts_make_their_views()
    {
        await ExecuteAsync(FirstProductSchema.Whole);
        await MigrateAsync();
        await ExecuteAsync("""
            drop table public.organization_status_levels, public.organization_status_history, public.status_upgrade_requests;
            drop function public.get_current_status_level, public.check_level_c_criteria, public.grant_status_level,
                public.revoke_status_level, public.update_status_validity, public.update_b_verification;
            delete from statuslevels.schema_current;
            """);
        log.Said.Clear();

        await MigrateAsync();

        Assert.Equal("v", await KindOfAsync("organization_status_levels"));
        Assert.Equal("0", await ScalarAsync("select public.get_current_status_level(gen_random_uuid())"));
        Assert.DoesNotContain(log.Said, said => said.Contains("takeover", StringComparison.Ordinal));
    }

    private Task<object?> KindOfAsync(string name) =>
        ScalarAsync($"select relkind::text from pg_class where relnamespace = 'public'::regnamespace and relname = '{name}'");

    private Task MigrateAsync() => Migrator.MigrateAsync(database.ConnectionString, log, TestContext.Current.CancellationToken);

    private Task<object?> ScalarAsync(string sql) => TestSql.ScalarAsync(database.ConnectionString, sql);

    private Task ExecuteAsync(string sql) => FirstProductSchema.ExecuteAsync(database.ConnectionString, sql);

    private sealed class Sentences : ILogger
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Add(formatter(state, exception));
    }
}
