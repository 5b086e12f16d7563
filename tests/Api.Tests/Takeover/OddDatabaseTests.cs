using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Api.Tests.Takeover;

/// <summary>What <c>takeover</c> makes of a database that is not as it should be, and of what is there beside levels.</summary>
[Collection("takeover")]
public sealed class OddDatabaseTests : IAsyncLifetime
{
    private TakeoverShell shell = null!;

    public async ValueTask InitializeAsync() => shell = await TakeoverShell.BesideFirstProductAsync();

    public ValueTask DisposeAsync() => shell.DisposeAsync();

    [Fact]
    public async Task A_database_that_is_not_of_that_product_is_told_in_a_sentence()
    {
        await shell.ExecuteAsync("drop table public.organization_status_levels, public.organization_status_history, public.status_upgrade_requests cascade");

        var (code, _, error) = await shell.RunAsync("--dry-run");

        Assert.Equal(2, code);
        Assert.StartsWith("The database has no table of levels, history or requests in public", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_of_its_tables_and_columns_that_hold_something_else_are_told_of()
    {
        await shell.ExecuteAsync("""
            drop table public.organization_status_history, public.status_upgrade_requests, public.organization_subscriptions;
            drop table public.organization_status_levels;
            create table public.organization_status_levels (
                id integer, organization_id text, level text, is_active boolean, granted_at text, valid_until text);
            insert into public.organization_status_levels values
                (1, '00000000-0000-4000-8000-000000000001', 'A', true, '1969-07-20T20:17:40', null),
                (2, '00000000-0000-4000-8000-000000000002', 'A', true, '2024-01-01T00:00:00Z', '10000-01-01T00:00:00Z'),
                (3, '00000000-0000-4000-8000-000000000003', 'A', true, '2024-01-01T00:00:00Z', 'soon'),
                (4, '00000000-0000-4000-8000-000000000003', 'A', true, '2024-02-01T00:00:00Z', null),
                (5, '00000000-0000-4000-8000-000000000004', 'Z', true, '2024-02-01T00:00:00Z', null),
                (6, 'nobody', 'A', true, '2024-02-01T00:00:00Z', null),
                (7, '00000000-0000-4000-8000-000000000005', 'A', true, '0001-01-01T00:00:00+00:00', null);
            """);

        var (code, said, error) = await shell.RunAsync();

        Assert.Equal((0, ""), (code, error));
        foreach (var rule in (string[])["instant_without_offset", "unreadable_instant", "two_active", "unknown_level", "not_a_uuid"])
        {
            Assert.Contains($"\n{rule}: ", said, StringComparison.Ordinal);
        }

        Assert.Equal(3L, await shell.ScalarAsync("select count(*) from statuslevels.organization_status where current_level = 'A'"));
    }

    [Fact]
    public async Task An_id_in_either_case_is_one_organization()
    {
        await shell.ExecuteAsync("""
            alter table public.organization_status_levels alter column organization_id type text;
            alter table public.organization_status_history alter column organization_id type text;
            insert into public.organization_status_levels (organization_id, level, granted_at)
            values ('ABCDEF00-0000-4000-8000-000000000001', 'A', '2024-01-01T00:00:00Z');
            insert into public.organization_status_history (organization_id, level, action, reason, created_at)
            values ('abcdef00-0000-4000-8000-000000000001', 'A', 'granted', 'as agreed', '2024-01-01T00:00:00Z');
            """);

        Assert.Equal((0, ""), await shell.CodeAndErrorAsync());

        Assert.Equal(
            "A 1", await shell.ScalarAsync("select statuslevels.get_current_status_level('abcdef00-0000-4000-8000-000000000001') || ' ' || (select count(*) from statuslevels.organization_status_history)"));
    }

    [Fact]
    public async Task Ids_of_people_that_are_no_UUID_and_words_that_nobody_knows_are_told_of()
    {
        await shell.ExecuteAsync($"""
            alter table public.organization_members alter column user_id type text;
            alter table public.organization_status_history alter column performed_by type text;
            alter table public.organization_subscriptions alter column grace_period_days drop default, alter column grace_period_days type text;
            insert into public.organization_subscriptions (organization_id, status, grace_period_days)
            values ('{FirstProductData.Organization(1)}', 'active', 'many');
            insert into public.organizations (id, slug, name) values ('{FirstProductData.Organization(1)}', 'Not A Slug', 'One');
            insert into public.organization_members (organization_id, user_id, role) values ('{FirstProductData.Organization(1)}', 'auth0|42', 'owner');
            insert into public.organization_status_levels (organization_id, level, granted_at)
            values ('{FirstProductData.Organization(1)}', 'A', '1969-12-31T23:00:00+00');
            insert into public.organization_status_history (organization_id, performed_by, level, action, created_at) values
                ('{FirstProductData.Organization(1)}', 'auth0|42', 'A', 'granted', '1969-12-31T23:00:00+00'),
                ('{FirstProductData.Organization(1)}', null, 'A', 'exploded', '2020-01-01'),
                ('{FirstProductData.Organization(1)}', null, 'A', 'renewed', '10000-01-01'),
                ('{FirstProductData.Organization(1)}', null, 'A', 'renewed', 'infinity');
            """);

        var (code, said, error) = await shell.RunAsync();

        Assert.Equal((0, ""), (code, error));
        foreach (var rule in (string[])["member_not_a_uuid", "unknown_action", "unreadable_instant", "unreadable_number", "slug_replaced"])
        {
            Assert.Contains($"\n{rule}: ", said, StringComparison.Ordinal);
        }

        Assert.Equal(
            "auth0|42 1969-12-31", await shell.ScalarAsync("select actor_id || ' ' || (effective_at at time zone 'UTC')::date from statuslevels.organization_status_history"));
    }

    [Fact]
    public async Task QR_codes_lead_on_as_they_are_printed_and_their_scans_are_counted_once()
    {
        const string Counted = """
            select count(distinct q.id) || ' ' || sum(d.scans) || ' ' || sum(d.unique_scans)
            from statuslevels.qr_codes as q join statuslevels.qr_scan_days as d on d.qr_code_id = q.id
            """;
        await shell.FillAsync(70);
        var (_, said, _) = await shell.RunAsync();
        Assert.Contains("qr_code_left_out: 1", said, StringComparison.Ordinal);
        Assert.Equal("10 160 80", await shell.ScalarAsync(Counted));
        Assert.Equal(
            "shelf-7 Shelf 7 true", await shell.ScalarAsync($"select code || ' ' || label || ' ' || is_active from statuslevels.qr_codes where organization_id = '{FirstProductData.Organization(7)}'"));
        await shell.ExecuteAsync("insert into public.qr_events (qr_code_id, occurred_at, ip_hash) select id, now() - interval '1 minute', 'late' from public.qr_codes where code = 'shelf-7'");

        Assert.Equal(0, (await shell.RunAsync()).Code);

        Assert.Equal("10 161 81", await shell.ScalarAsync(Counted));
    }

    [Fact]
    public async Task What_was_forgotten_here_does_not_come_back()
    {
        await shell.FillAsync(21);
        Assert.Equal(0, (await shell.RunAsync()).Code);
        // As forgetting leaves it.
        await shell.ExecuteAsync($"""
            update statuslevels.organization_status set forgotten_at = now() where organization_id = '{FirstProductData.Organization(21)}';
            delete from statuslevels.takeover_organizations where organization_id = '{FirstProductData.Organization(21)}';
            delete from statuslevels.organization_members where organization_id = '{FirstProductData.Organization(21)}';
            delete from statuslevels.organizations where organization_id = '{FirstProductData.Organization(21)}';
            delete from statuslevels.qr_codes where organization_id = '{FirstProductData.Organization(21)}';
            """);

        var (code, said, _) = await shell.RunAsync();

        Assert.Equal(0, code);
        Assert.Contains("forgotten: 1", said, StringComparison.Ordinal);
        Assert.Equal(0L, await shell.ScalarAsync($"select (select count(*) from statuslevels.organizations where organization_id = '{FirstProductData.Organization(21)}') + (select count(*) from statuslevels.qr_codes where organization_id = '{FirstProductData.Organization(21)}')"));
    }
}
