using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Api.Tests.Takeover;

/// <summary><c>takeover --switch</c> and the way back.</summary>
[Collection("takeover")]
public sealed class SwitchTests(TakenOver takenOver) : IClassFixture<TakenOver>, IAsyncLifetime
{
    private const string ReadersOfTheFirstProduct = """
        select organization_id, level, is_active, can_use_badge, granted_at, valid_until, last_verified_at, granted_by, subscription_id, notes,
               metadata, created_at, updated_at
        from organization_status_levels where is_active order by organization_id, level;
        select organization_id, performed_by, level, action, reason, metadata, ip_address, user_agent, created_at from organization_status_history;
        select organization_id, requested_by, reviewed_by, target_level, status, message, evidence_urls, review_notes, rejection_reason,
               requested_at, reviewed_at, metadata
        from status_upgrade_requests where status = 'pending';
        select get_current_status_level(org_id := '00000000-0000-4000-8000-000000000002');
        select check_level_c_criteria(org_id := '00000000-0000-4000-8000-000000000002');
        """;

    // Both sides after the switch: A as nobody had to let it in, with its instants. What is past its end counts no more.
    private const string ShownOtherwise = """
        with theirs as (
            select l.organization_id, l.level, l.granted_at, l.valid_until, l.is_active
            from status_levels_v1.organization_status_levels as l
            left join public.organization_subscriptions as s on s.id = l.subscription_id
            where l.level = 'A' and l.is_active and (l.valid_until is null or l.valid_until > now())
              and (s.status is distinct from 'past_due' or s.grace_period_ends_at > now())),
        ours as (
            select organization_id, level, granted_at, valid_until, is_active
            from public.organization_status_levels where is_active)
        select coalesce(string_agg(d::text, E'\n'), '') from (
            (select 'there', * from theirs except select 'there', * from ours)
            union all (select 'here', * from ours except select 'here', * from theirs)) as d
        """;

    private TakeoverShell shell = null!;

    public async ValueTask InitializeAsync() => shell = new TakeoverShell(await takenOver.CopyAsync());

    public ValueTask DisposeAsync() => shell.DisposeAsync();

    [Fact]
    public async Task Its_readers_go_on_and_its_writers_are_told_where_to_go()
    {
        var before = await shell.ScalarAsync("select count(*) from public.organization_status_history");

        var (code, said, error) = await shell.RunAsync("--switch");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("The place is taken", said, StringComparison.Ordinal);
        await shell.ExecuteAsync($"set search_path = public; {ReadersOfTheFirstProduct}");
        Assert.Equal("A", await shell.ScalarAsync($"select public.get_current_status_level(org_id := '{FirstProductData.Organization(2)}')"));
        Assert.Equal(before, await shell.ScalarAsync("select count(*) from status_levels_v1.organization_status_history"));
        Assert.Equal("", await shell.ScalarAsync(ShownOtherwise));
        Assert.Equal(
            0L, await shell.ScalarAsync($"""
                select count(*) from public.organizations as o
                where public.get_current_status_level(org_id := o.id) <> coalesce(
                    (select max(level) from public.organization_status_levels as l where l.organization_id = o.id and l.is_active), '0')
                """));
        foreach (var statement in (string[])[
            "insert into public.organization_status_levels (organization_id, level) values (gen_random_uuid(), 'A')",
            "insert into public.organization_status_history (organization_id) values (gen_random_uuid())",
            "insert into public.status_upgrade_requests (organization_id) values (gen_random_uuid())",
            "select public.grant_status_level(gen_random_uuid(), 'A', gen_random_uuid())",
            "select public.revoke_status_level(org_id := gen_random_uuid(), old_level := 'A')",
            "delete from status_levels_v1.organization_status_levels", "truncate status_levels_v1.status_upgrade_requests",
        ])
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => shell.ExecuteAsync(statement));
            Assert.Contains("writes go through the API", refusal.MessageText, StringComparison.Ordinal);
        }

        // Another release may run its texts over it.
        await shell.ExecuteAsync("delete from statuslevels.schema_current");
        await Migrator.MigrateAsync(shell.Database.ConnectionString, NullLogger.Instance);
        await shell.ExecuteAsync($"set search_path = public; {ReadersOfTheFirstProduct}");
    }

    [Fact]
    public async Task Each_reader_reads_on_and_sees_what_it_may()
    {
        const string Widget = "select count(*) || ' ' || count(granted_by) || ' ' || count(subscription_id) from public.organization_status_levels where is_active";
        await shell.ExecuteAsync("""
            create role reporter_of_switch;
            grant service_role to reporter_of_switch;
            grant select on public.organization_status_levels to anon, authenticated, reporter_of_switch;
            """);
        try
        {
            Assert.Equal((0, ""), await shell.CodeAndErrorAsync("--switch"));

            var seen = (string)(await shell.ScalarAsync(Widget))!;
            Assert.DoesNotContain(" 0", seen, StringComparison.Ordinal);
            Assert.Equal(seen, await AsAsync("reporter_of_switch", Widget));
            // The same levels for everybody; whose they are is not for strangers.
            Assert.Equal($"{seen.Split(' ')[0]} 0 0", await AsAsync("anon", Widget));
            Assert.Equal($"{seen.Split(' ')[0]} 0 0", await AsAsync("authenticated", Widget));
        }
        finally
        {
            await shell.ExecuteAsync("drop owned by reporter_of_switch; drop role reporter_of_switch");
        }
    }

    [Fact]
    public async Task The_way_back_leaves_everything_as_it_was()
    {
        const string Rows = "select md5(string_agg(l::text, '' order by id)) from public.organization_status_levels as l";
        var before = await shell.ScalarAsync(Rows);
        Assert.Equal(0, (await shell.RunAsync("--switch")).Code);

        var (code, said, error) = await shell.RunAsync("--switch-back");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("not known there: 0", said, StringComparison.Ordinal);
        Assert.Equal(before, await shell.ScalarAsync(Rows));
        Assert.Equal(DBNull.Value, await shell.ScalarAsync("select to_regnamespace('status_levels_v1')::text"));
        await shell.ExecuteAsync("select public.grant_status_level(gen_random_uuid(), 'A', gen_random_uuid())");
        await shell.ExecuteAsync($"set search_path = public; {ReadersOfTheFirstProduct}");
        Assert.Equal(2, (await shell.RunAsync("--switch-back")).Code);
    }

    [Fact]
    public async Task What_changed_there_since_is_taken_over_by_another_run()
    {
        await shell.ExecuteAsync($"""
            update public.organization_status_levels set valid_until = date_trunc('day', now()) + interval '200 days', updated_at = now()
            where organization_id = '{FirstProductData.Organization(3)}' and level = 'A';
            update public.organization_status_levels set is_active = false, updated_at = now()
            where organization_id = '{FirstProductData.Organization(2)}' and level = 'A';
            insert into public.organization_status_history (organization_id, level, action, created_at)
            values ('{FirstProductData.Organization(2)}', 'A', 'revoked', now());
            update public.status_upgrade_requests set status = 'rejected', reviewed_at = now(), rejection_reason = 'no'
            where organization_id = '{FirstProductData.Organization(6)}';
            """);
        var (refused, _, sentence) = await shell.RunAsync("--switch");
        Assert.Equal(2, refused);
        Assert.Contains("run takeover again", sentence, StringComparison.Ordinal);

        var (code, said, _) = await shell.RunAsync();

        Assert.Equal(0, code);
        Assert.Contains("changed_since: 3", said, StringComparison.Ordinal);
        Assert.Equal("0", await shell.ScalarAsync($"select statuslevels.get_current_status_level('{FirstProductData.Organization(2)}')"));
        Assert.Equal(
            "rejected", await shell.ScalarAsync($"select status from statuslevels.status_upgrade_requests where organization_id = '{FirstProductData.Organization(6)}'"));
        Assert.Equal(0L, await shell.ScalarAsync("select count(*) from statuslevels.outbox"));
        var (taken, _, error) = await shell.RunAsync("--switch");
        Assert.Equal((0, ""), (taken, error));
        Assert.Equal("", await shell.ScalarAsync(ShownOtherwise));
    }

    [Fact]
    public async Task What_needs_a_yes_since_is_told_of_and_the_switch_waits_for_it()
    {
        await shell.ExecuteAsync($"""
            insert into public.organization_status_levels (organization_id, level, granted_at, last_verified_at, valid_until)
            values ('{FirstProductData.Organization(3)}', 'B', now(), now(), now() + interval '300 days');
            update public.organization_status_levels set can_use_badge = false, updated_at = now()
            where organization_id = '{FirstProductData.Organization(2)}' and level = 'A';
            """);

        var (code, said, _) = await shell.RunAsync("--report", shell.Report);

        Assert.Equal(0, code);
        Assert.Contains("not_accepted: 2", said, StringComparison.Ordinal);
        Assert.Equal("A", await shell.ScalarAsync($"select statuslevels.get_current_status_level('{FirstProductData.Organization(2)}')"));
        Assert.Equal("A", await shell.ScalarAsync($"select statuslevels.get_current_status_level('{FirstProductData.Organization(3)}')"));
        Assert.Equal(2, (await shell.RunAsync("--switch")).Code);

        await shell.AcceptAsync("not_accepted", $"\"{FirstProductData.Organization(2)}\"", "no");
        await shell.AcceptAsync("not_accepted", $"\"{FirstProductData.Organization(3)}\"", "yes");
        Assert.Equal((0, ""), await shell.CodeAndErrorAsync("--accept", shell.Report));

        Assert.Equal("0", await shell.ScalarAsync($"select statuslevels.get_current_status_level('{FirstProductData.Organization(2)}')"));
        Assert.Equal("B", await shell.ScalarAsync($"select statuslevels.get_current_status_level('{FirstProductData.Organization(3)}')"));
        Assert.Equal((0, ""), await shell.CodeAndErrorAsync("--switch"));
    }

    private async Task<object?> AsAsync(string role, string sql)
    {
        await using var connection = await shell.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"set local role {role}; {sql}", connection, transaction);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
