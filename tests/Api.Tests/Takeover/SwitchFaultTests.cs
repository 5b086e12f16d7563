using Npgsql;
using StatusLevels.Testing;
using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Api.Tests.Takeover;

/// <summary>What stands against <c>takeover --switch</c>, and what stops it.</summary>
[Collection("takeover")]
public sealed class SwitchFaultTests(TakenOver takenOver) : IClassFixture<TakenOver>, IAsyncLifetime
{
    private TakeoverShell shell = null!;

    public async ValueTask InitializeAsync() => shell = new TakeoverShell(await takenOver.CopyAsync());

    public ValueTask DisposeAsync() => shell.DisposeAsync();

    [Fact]
    public async Task What_changed_on_both_sides_is_named_until_a_person_has_looked_at_it()
    {
        await shell.ExecuteAsync($"""
            update public.organization_status_levels set notes = 'x' where organization_id = '{FirstProductData.Organization(2)}' and level = 'A';
            -- As if a service had changed it.
            set session_replication_role = replica;
            update statuslevels.organization_status_history set actor_kind = 'service', reason = 'subscription_active'
            where organization_id = '{FirstProductData.Organization(2)}';
            """);

        var (_, said, _) = await shell.RunAsync("--report", shell.Report);

        Assert.Contains("changed_on_both_sides: 1", said, StringComparison.Ordinal);
        Assert.Equal(2, (await shell.RunAsync("--switch")).Code);
        await shell.AcceptAsync("changed_on_both_sides");
        Assert.Equal(0, (await shell.RunAsync("--accept", shell.Report)).Code);
        Assert.Equal((0, ""), await shell.CodeAndErrorAsync("--switch"));
    }

    [Theory]
    [InlineData("lock table public.organization_status_history in row exclusive mode", "--switch")]
    [InlineData("lock table statuslevels.takeover_organizations in access exclusive mode", "--switch")]
    [InlineData("lock table statuslevels.organization_status_levels in access exclusive mode", "--switch")]
    [InlineData("lock table status_levels_v1.organization_status_history in row exclusive mode", "--switch-back")]
    public async Task Killed_in_the_middle_nothing_has_moved_and_it_can_be_done_again(string obstacle, string way)
    {
        const string Waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        if (way == "--switch-back")
        {
            Assert.Equal((0, ""), await shell.CodeAndErrorAsync("--switch"));
        }

        await using (var connection = await shell.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var hold = new NpgsqlCommand(obstacle, connection, transaction);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            using var killed = shell.Start(way);
            await Eventually.SeesAsync(async () => (long)(await shell.ScalarAsync(Waiting))!, waiting => waiting > 0);
            await killed.KillAsync();
        }

        await Eventually.SeesAsync(async () => (long)(await shell.ScalarAsync(Waiting))!, waiting => waiting == 0);
        Assert.Equal(
            way == "--switch" ? "r" : "v", await shell.ScalarAsync("select relkind::text from pg_class where oid = 'public.organization_status_levels'::regclass"));
        Assert.Equal((0, ""), await shell.CodeAndErrorAsync(way));
    }

    [Fact]
    public async Task Whoever_writes_there_for_long_is_named_and_nothing_changes()
    {
        await using var connection = await shell.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var write = new NpgsqlCommand(
            "update public.organization_status_levels set notes = notes where level = 'A'", connection, transaction);
        await write.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var (code, error) = await shell.CodeAndErrorAsync("--switch");

        Assert.Equal(2, code);
        Assert.StartsWith("Somebody holds the tables", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update public.organization_status_levels set notes = 'x' where organization_id = '00000000-0000-4000-8000-000000000002'", "changed there since")]
    [InlineData("insert into public.organization_status_levels (organization_id, level) values (gen_random_uuid(), 'A')", "not taken over")]
    [InlineData("grant select on public.organization_status_levels to public", "role PUBLIC reads")]
    [InlineData("drop table public.status_upgrade_requests", "all three tables")]
    public async Task What_stands_against_it_is_told_and_nothing_changes(string change, string sentence)
    {
        await shell.ExecuteAsync(change);

        var (code, _, error) = await shell.RunAsync("--switch");

        Assert.Equal(2, code);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Equal("r", await shell.ScalarAsync("select relkind::text from pg_class where oid = 'public.organization_status_levels'::regclass"));
    }

    [Fact]
    public async Task Whoever_does_not_own_the_tables_may_not_take_the_place()
    {
        var (code, _, error) = await shell.RunAsync(
            [("DATABASE_URL", shell.Database.RuntimeConnectionString), ("DASHBOARD", "off")], "--switch");

        Assert.Equal(2, code);
        Assert.NotEmpty(error);
        Assert.Equal("r", await shell.ScalarAsync("select relkind::text from pg_class where oid = 'public.organization_status_levels'::regclass"));
    }
}
