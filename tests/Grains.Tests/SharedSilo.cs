using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Tests;
using StatusLevels.Testing;

[assembly: AssemblyFixture(typeof(SharedSilo))]

namespace StatusLevels.Grains.Tests;

/// <summary>
/// One silo and one database for all tests that don't move the clock; each uses organizations of its own. The database is told, for one
/// organization at a time, to fail or to wait in the middle of a write.
/// </summary>
public sealed class SharedSilo : IAsyncLifetime
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly Call Admin = new(new Actor(ActorKind.User, "admin-1"), "203.0.113.7", "test");

    // Fires inside the projection, where a constraint or a full disk would.
    private const string Faults = """
        create table test_faults (organization_id uuid, table_name text);
        create function test_fault() returns trigger language plpgsql security definer set search_path = statuslevels as $$
        declare
            organization uuid := coalesce(new.organization_id, old.organization_id);
        begin
            if tg_table_name = 'organization_status' then
                perform pg_advisory_xact_lock_shared(hashtextextended(organization::text, 0));
            end if;
            if exists (select from test_faults as f where f.organization_id = organization and f.table_name = tg_table_name) then
                raise exception 'the test wants % to fail', tg_table_name using errcode = 'check_violation';
            end if;
            return coalesce(new, old);
        end $$;
        create function test_reminder_fault() returns trigger language plpgsql security definer set search_path = statuslevels as $$
        declare
            fault text;
        begin
            select f.table_name into fault from test_faults as f
            where coalesce(new.grainid, old.grainid) like '%/' || replace(f.organization_id::text, '-', '');
            if fault = tg_table_name then
                raise exception 'the test wants % to fail', tg_table_name using errcode = 'check_violation';
            end if;
            return coalesce(new, old);
        end $$;
        create trigger test_fault before insert or update or delete on orleansreminderstable
            for each row execute function test_reminder_fault();
        """;

    public TestDatabase Database { get; private set; } = null!;

    public TestSilo Silo { get; private set; } = null!;

    /// <summary>Stands still.</summary>
    public FakeTimeProvider Clock { get; } = new(Start);

    public static OrganizationId NewOrganization() => new(Guid.NewGuid());

    public async ValueTask InitializeAsync()
    {
        Database = await TestPostgres.CreateDatabaseAsync();
        await Database.ExecuteAsync(Faults);
        foreach (var table in TestTables.Written)
        {
            await Database.ExecuteAsync($"create trigger test_fault before insert or update or delete on {table} for each row execute function test_fault()");
        }

        Silo = await TestSilo.StartAsync(Database, Clock);
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await Database.DisposeAsync();
    }

    public IOrganizationStatusGrain Organization(OrganizationId id) => Silo.Organization(id);

    /// <summary>From now on, writing to this table for this organization fails.</summary>
    public Task BreakAsync(string table, OrganizationId organization) =>
        Database.ExecuteAsync("insert into test_faults values ($1, $2)", organization.Value, table);

    public Task MendAsync(OrganizationId organization) =>
        Database.ExecuteAsync("delete from test_faults where organization_id = $1", organization.Value);

    /// <summary>Until this is disposed, writes of this organization stop midway.</summary>
    public async Task<IAsyncDisposable> HoldWritesAsync(OrganizationId organization)
    {
        // Closing a connection that no pool keeps gives up its locks.
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand("select pg_advisory_lock(hashtextextended($1, 0))", connection)
        {
            Parameters = { new() { Value = organization.ToString() } },
        };
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Waits until so many writes of this organization stand still midway.</summary>
    public Task WriteIsHeldAsync(OrganizationId organization, int count = 1) => Eventually.HoldsAsync(() => Database.ScalarAsync<bool>(
        """
        select count(*) = $2 from pg_locks
        where locktype = 'advisory' and not granted and (classid::bigint << 32) | objid::bigint = hashtextextended($1, 0)
        """,
        organization.ToString(), count));
}
