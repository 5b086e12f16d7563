using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Silo.Tests.Projection;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

/// <summary>What the role that the product works under may do, table by table. A new table needs a line here.</summary>
public sealed class RuntimeRoleTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    private const string Privileges = """
        select c.relname || ': ' || concat_ws(' ',
            case when has_table_privilege('statuslevels_runtime', c.oid, 'select') then 'select'
                 when has_any_column_privilege('statuslevels_runtime', c.oid, 'select') then 'select(some)' end,
            case when has_table_privilege('statuslevels_runtime', c.oid, 'insert') then 'insert' end,
            case when has_table_privilege('statuslevels_runtime', c.oid, 'update') then 'update'
                 when has_any_column_privilege('statuslevels_runtime', c.oid, 'update') then 'update(some)' end,
            case when has_table_privilege('statuslevels_runtime', c.oid, 'delete') then 'delete' end,
            case when has_table_privilege('statuslevels_runtime', c.oid, 'truncate, references, trigger') then 'more' end)
        from pg_class c
        where c.relnamespace = 'statuslevels'::regnamespace and c.relkind in ('r', 'v', 'p')
        order by c.relname
        """;

    private static readonly string[] Expected =
    [
        "admin_audit: select insert",
        "api_keys: select(some) insert update(some)",
        "badge_impressions: select insert update delete",
        "credential_indexes: select",
        "credential_keys: select insert",
        "credential_lists: select",
        "deliveries: select insert update delete",
        "delivery_lanes: select insert update delete",
        "delivery_leases: select insert update delete",
        "delivery_state: select update",
        "event_sequence: select",
        "expiry_notices: select",
        "expiry_summaries: select insert update delete",
        "failing_addresses: select insert update delete",
        "former_slugs: select insert update",
        "idempotency_keys: select insert update delete",
        "known_addresses: select insert update delete",
        "log_checkpoints: select update(some)",
        "log_entries: select",
        "log_leaves: select",
        "log_queue: select",
        "log_tiles: select",
        "logs: select",
        "mail_links: select insert update delete",
        "mail_preferences: select insert update delete",
        "notifications: select",
        "organization_contacts: select insert update delete",
        "organization_domains: select insert update delete",
        "organization_members: select insert update delete",
        "organization_notification_reads: select insert",
        "organization_status: select",
        "organization_status_history: select",
        "organization_status_levels: select",
        "organization_subscriptions: select",
        "organizations: select insert update delete",
        "orleansmembershiptable: select insert update delete",
        "orleansmembershipversiontable: select insert update delete",
        "orleansquery: select",
        "orleansreminderstable: select insert update delete",
        "orleansstorage: select insert update",
        "outbox: select",
        "page_visits: select insert update delete",
        "past_notifications: select insert update delete",
        "public_status_reads: select insert update delete",
        "qr_codes: select insert update delete",
        "qr_salts: select insert update delete",
        "qr_scan_days: select insert update delete",
        "qr_scans: select insert update delete",
        "qr_visitors: select insert update delete",
        "schema_current: select",
        "schema_migrations: select",
        "sessions: select insert update delete",
        "settled_notices: select",
        "status_upgrade_requests: select",
        "takeover_organizations: select insert update",
        "told: select insert update delete",
        "untold_notices: select insert update delete",
        "users: select(some) insert update delete",
        "webhook_endpoints: select insert update delete",
        "webhook_signing_keys: select insert",
    ];

    [Fact]
    public async Task It_may_do_with_each_table_what_the_product_does_and_no_more()
    {
        await using var command = database.DataSource.CreateCommand(Privileges);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> found = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            found.Add(reader.GetString(0));
        }

        Assert.Equal(Expected, found);
    }

    [Theory]
    [InlineData("create table mine (id int)")]
    [InlineData("create table public.mine (id int)")]
    [InlineData("alter table outbox add column mine int")]
    [InlineData("alter table organization_status_history disable trigger all")]
    [InlineData("drop table outbox")]
    [InlineData("truncate sessions")]
    [InlineData("create function mine() returns int language sql return 1")]
    [InlineData("create role mine")]
    [InlineData("select password_hash from users")]
    [InlineData("select * from users")]
    [InlineData("select key_hash from api_keys")]
    [InlineData("update api_keys set key_hash = repeat('x', 32)::bytea")]
    [InlineData("update organization_status_history set reason = 'other'")]
    [InlineData("delete from organization_status_history")]
    [InlineData("insert into organization_status (organization_id) values (gen_random_uuid())")]
    [InlineData("delete from orleansstorage")]
    [InlineData("delete from admin_audit")]
    [InlineData("insert into log_leaves values (1, 0, sha256(''))")]
    [InlineData("update log_tiles set hashes = sha256('')")]
    [InlineData("delete from log_entries")]
    [InlineData("update credential_indexes set holding = null")]
    [InlineData("update credential_lists set revoked = suspended")]
    [InlineData("delete from credential_keys")]
    [InlineData("update logs set size = 0")]
    [InlineData("update admin_audit set action = 'other'")]
    [InlineData("update admin_audit set before = null, after = null, ip_address = null, user_agent = null")]
    [InlineData("delete from schema_migrations")]
    [InlineData("update schema_current set revision = 0")]
    [InlineData("select withdraw_access('users')")]
    [InlineData("set role statuslevels")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("copy (select 1) to program 'true'")]
    public async Task It_is_refused(string statement)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => TestSql.ExecuteAsync(database.RuntimeConnectionString, statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task It_cannot_borrow_a_trigger_function_of_the_owner_for_a_table_of_its_own()
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => TestSql.ExecuteAsync(
            database.RuntimeConnectionString,
            """
            create temporary table mine (payloadbinary bytea, graintypestring text, serviceid text);
            create trigger mine after insert on mine for each row execute function project_organization_status();
            """));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task It_learns_how_the_hash_of_a_password_was_made_and_whether_a_derived_key_is_its_end()
    {
        // Version, function, iterations and salt are the first 29 bytes, the derived key is the rest.
        await TestSql.ExecuteAsync(
            database.ConnectionString,
            """
            insert into users (id, email, email_key, display_name, password_hash, created_at, disabled_at)
            select gen_random_uuid(), name, name, name,
                   replace(encode('\x0100'::bytea || substring(sha512(name::bytea) for 27) || sha256(name::bytea), 'base64'), chr(10), ''),
                   now(), ends
            from (values ('a@example.org', null), ('b@example.org', now())) as u (name, ends);
            insert into users (id, email, email_key, display_name, password_hash, created_at)
            values (gen_random_uuid(), 'c@example.org', 'c@example.org', 'C', 'no hash of ours', now());
            """);

        Assert.Equal("29", await RecipesAsync("octet_length(r)"));
        Assert.Equal("false", await RecipesAsync("position(sha256('a@example.org') in r) > 0"));
        Assert.Equal(
            "a@example.org",
            await TestSql.ScalarAsync(
                database.RuntimeConnectionString,
                "select string_agg(u.email, ' ') from users as u where password_opens(u.id, sha256(u.email::bytea))"));
        Assert.Equal(
            false,
            await TestSql.ScalarAsync(
                database.RuntimeConnectionString,
                """
                select bool_or(password_opens(u.id, other)) or bool_or(replace_password_hash(u.id, other, 'x'))
                from users as u, unnest(array [sha256('other'), '', null]) as other
                """));
    }

    private async Task<object?> RecipesAsync(string expression) => await TestSql.ScalarAsync(
        database.RuntimeConnectionString,
        $"select string_agg(({expression})::text, ' ') from users as u, password_recipe_of(u.email_key) as r");

    [Fact]
    public async Task It_erases_what_the_audit_tells_of_a_forgotten_organization_and_of_nobody_else()
    {
        await TestSql.ExecuteAsync(
            database.ConnectionString,
            """
            insert into admin_audit (at, actor_kind, action, subject_kind, subject_id, after, ip_address)
            values (now(), 'user', 'organization.updated', 'organization', '6f9619ff-8b86-4011-b42d-00c04fc964ff', '{"name":"A"}', '192.0.2.1')
            """);

        Assert.Equal(0L, await TestSql.ScalarAsync(database.RuntimeConnectionString, "select erase_audit_of('6f9619ff-8b86-4011-b42d-00c04fc964ff')"));
    }

    [Fact]
    public async Task It_finds_the_key_with_a_hash_while_it_is_valid()
    {
        await TestSql.ExecuteAsync(
            database.ConnectionString,
            """
            insert into api_keys (id, name, key_hash, prefix, scopes, created_at, created_by, expires_at, revoked_at)
            select gen_random_uuid(), name, sha256(name::bytea), 'slk_', '{status:write}', now(), 'a', ends, revoked
            from (values ('live', null, null), ('ended', now() - interval '1 minute', null), ('revoked', null, now()))
                as k (name, ends, revoked)
            """);

        Assert.Equal(
            "live",
            await TestSql.ScalarAsync(
                database.RuntimeConnectionString,
                "select string_agg(f.name, ' ') from unnest(array ['live', 'ended', 'revoked', 'other']) as n, find_api_key(sha256(n::bytea), now()) as f"));
    }

    [Fact]
    public async Task A_private_server_works_under_it_with_a_new_password_at_each_start()
    {
        using var folder = new TestFolder();
        string first;
        await using (var server = await StartAsync(folder))
        {
            first = server.RuntimeConnectionString;
            Assert.Equal("statuslevels_app", await TestSql.ScalarAsync(first, "select current_user::text"));
        }

        await using var again = await StartAsync(folder);
        Assert.NotEqual(first, again.RuntimeConnectionString, StringComparer.Ordinal);
        Assert.Equal("statuslevels_app", await TestSql.ScalarAsync(again.RuntimeConnectionString, "select current_user::text"));
    }

    [Fact]
    public async Task A_role_that_nobody_let_in_is_told_how_to_get_in()
    {
        await using var closed = await TestPostgres.CreateDatabaseAsync();
        await TestSql.ExecuteAsync(closed.ConnectionString, "revoke usage on schema statuslevels from statuslevels_runtime");

        var refusal = await Assert.ThrowsAsync<StartupException>(() => Migrator.RequireMigratedAsync(
            closed.RuntimeConnectionString, NullLogger.Instance, TestContext.Current.CancellationToken));

        Assert.Contains("GRANT statuslevels_runtime TO this user", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<PrivatePostgres> StartAsync(TestFolder folder) =>
        PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = folder.Path, Durable = false },
            NullLogger.Instance,
            TestContext.Current.CancellationToken);
}
