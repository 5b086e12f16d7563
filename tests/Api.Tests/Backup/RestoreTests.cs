using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StatusLevels.Silo.Database.Backup;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Backup;

/// <summary>Yesterday's backup, taken while notices fire, becomes today's database.</summary>
public sealed class RestoreTests : IDisposable
{
    private const int Many = 12;

    private static readonly string[] Refused =
    [
        "create table mine (id int)",
        "drop table outbox",
        "delete from organization_status_history",
        "select password_hash from users",
        "alter table organization_status_history disable trigger all",
    ];

    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(90);
    private readonly TestFolder folder = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_the_backup_knew_as_raised_is_not_raised_again_and_nothing_that_was_due_since_stays_silent()
    {
        var (before, during, since, ahead) = (Some(), Some(), Some(), Some());
        var file = Path.Combine(folder.Path, "yesterday.dump");
        await using var restored = await TestPostgres.CreateDatabaseAsync(migrated: false);
        string[] toldFirst;
        string[] rights;
        await using (var first = await TestApi.StartAsync(time: time))
        {
            using var admin = await first.SignedInAsync();
            await GrantAsync(admin, before, TimeSpan.FromHours(1));
            await GrantAsync(admin, during, TimeSpan.FromHours(2));
            await GrantAsync(admin, since, TimeSpan.FromHours(20));
            await GrantAsync(admin, ahead, TimeSpan.FromHours(60));
            await PassAsync(TimeSpan.FromHours(1), first, before);

            // While it is written, notices are raised: each is in it whole, or not at all.
            var writing = DatabaseBackup.WriteAsync(
                Database(first.Database), NullLoggerFactory.Instance, file, TestContext.Current.CancellationToken);
            await PassAsync(TimeSpan.FromHours(1), first, during);
            await writing;

            await PassAsync(TimeSpan.FromHours(18), first, since);
            toldFirst = await EventsAsync(first.Database, since);
            rights = await ReadAsync(first.Database, Rights);
        }

        time.Advance(TimeSpan.FromHours(4));
        await DatabaseBackup.ReadAsync(Database(restored), NullLoggerFactory.Instance, file, TestContext.Current.CancellationToken);
        Assert.Equal(rights, await ReadAsync(restored, Rights));
        Assert.Equal(Many, await RaisedAsync(restored, before));
        Assert.Equal(0, await RaisedAsync(restored, since));
        var known = await ReadAsync(restored, Known);

        await using var second = await TestApi.StartAsync(time: time, database: restored);
        await PassAsync(TimeSpan.Zero, second, [.. during, .. since]);
        await PassAsync(TimeSpan.FromHours(37), second, ahead);

        // A lost reminder would be found by now, and a second notice of the same point refused by nothing but the state.
        Guid[] all = [.. before, .. during, .. since, .. ahead];
        Assert.Equal(all.Length, await RaisedAsync(restored, all));
        Assert.Equal(all.Length, (await EventsAsync(restored, all)).Length);
        Assert.Empty(known.Except(await ReadAsync(restored, Known), StringComparer.Ordinal));
        Assert.Empty(await ReadAsync(restored, Disagreements));

        // To a receiver these are repetitions: the same events under the same ids.
        Assert.Equal(toldFirst, await EventsAsync(restored, since));

        using var client = await second.SignedInAsync();
        using var made = await client.PostAsync("/api/admin/users", Json.Content("""{"email":"new@example.org","display_name":"New","password":"a long enough secret"}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await GrantAsync(client, Some(), TimeSpan.FromDays(5));
    }

    [Fact]
    public async Task The_role_of_the_product_is_refused_in_a_restored_database_what_it_was_refused_before()
    {
        var file = Path.Combine(folder.Path, "a.dump");
        await using var original = await TestPostgres.CreateDatabaseAsync();
        await using var restored = await TestPostgres.CreateDatabaseAsync(migrated: false);
        await DatabaseBackup.WriteAsync(Database(original), NullLoggerFactory.Instance, file, TestContext.Current.CancellationToken);
        await DatabaseBackup.ReadAsync(Database(restored), NullLoggerFactory.Instance, file, TestContext.Current.CancellationToken);

        await using var runtime = NpgsqlDataSource.Create(restored.RuntimeConnectionString + ";Pooling=false");
        foreach (var statement in Refused)
        {
            await using var command = runtime.CreateCommand(statement);
            var refusal = await Assert.ThrowsAsync<PostgresException>(
                () => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    private const string Known = "select organization_id || ' ' || to_jsonb(n)::text from expiry_notices n where outcome = 'raised'";

    // What is due by the state, by the read model, and by the reminder.
    private const string Disagreements = """
        select s.organization_id::text
        from organization_status s
        left join orleansreminderstable r on r.grainid like '%' || replace(s.organization_id::text, '-', '')
        where s.next_due is not null and (r.starttime is null or r.starttime > s.next_due + interval '2 seconds')
           or not (select valid from verify_status_history(s.organization_id))
        """;

    private const string Rights = """
        select 'table ' || n.nspname || '.' || c.relname || ' ' || c.relrowsecurity || c.relforcerowsecurity || ' ' || coalesce(c.relacl::text, '-') || coalesce(c.reloptions::text, '')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('statuslevels', 'public') and c.relkind in ('r', 'v', 'S')
        union all
        select 'column ' || c.relname || '.' || a.attname || ' ' || a.attidentity::text || ' ' || coalesce(a.attacl::text, '-')
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'statuslevels'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        union all
        select 'function ' || p.oid::regprocedure || ' ' || p.prosecdef || coalesce(p.proconfig::text, '-') || coalesce(p.proacl::text, '-')
        from pg_proc p where p.pronamespace in ('statuslevels'::regnamespace, 'public'::regnamespace)
        union all
        select 'policy ' || tablename || ' ' || policyname || ' ' || roles::text || cmd || coalesce(qual, '') || coalesce(with_check, '') from pg_policies where schemaname = 'statuslevels'
        union all
        select 'trigger ' || t.tgrelid::regclass || ' ' || t.tgname || t.tgenabled::text from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'statuslevels'::regnamespace and not t.tgisinternal
        union all
        select 'schema ' || nspname || coalesce(nspacl::text, '-') from pg_namespace where nspname = 'statuslevels'
        order by 1
        """;

    private static Guid[] Some() => [.. Enumerable.Range(0, Many).Select(_ => Guid.NewGuid())];

    private static IConfiguration Database(TestDatabase database) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("DATABASE_URL", database.ConnectionString)])
        .Build();

    /// <summary>B, whose notice of 60 days is due after this time.</summary>
    private async Task GrantAsync(HttpClient admin, Guid[] organizations, TimeSpan noticeIn)
    {
        var until = time.GetUtcNow().Add(noticeIn).AddDays(60).ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        foreach (var organization in organizations)
        {
            await (
                await admin.PostAsync(
                    $"/api/admin/organizations/{organization}/status-levels",
                    Json.Content($$"""{"level":"B","valid_until":"{{until}}"}"""))).ShouldBeOkAsync();
        }
    }

    /// <summary>Lets this time pass, and then as many seconds as it takes until these have their notice.</summary>
    private async Task PassAsync(TimeSpan span, TestApi api, Guid[] organizations)
    {
        time.Advance(span);
        await Eventually.HoldsAsync(
            async () =>
            {
                var allRaised = await RaisedAsync(api.Database, organizations) >= organizations.Length;
                time.Advance(allRaised ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
                return allRaised;
            },
            Patience);
    }

    private static async Task<long> RaisedAsync(TestDatabase database, Guid[] organizations)
    {
        await using var command = database.DataSource.CreateCommand("select count(*) from expiry_notices where organization_id = any($1) and point = 60 and outcome = 'raised'");
        command.Parameters.Add(new() { Value = organizations });
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static Task<string[]> EventsAsync(TestDatabase database, Guid[] organizations) =>
        ReadAsync(database, "select id::text from outbox where type = 'status.expiry.notice' and organization_id = any($1) order by 1", organizations);

    private static async Task<string[]> ReadAsync(TestDatabase database, string sql, Guid[]? organizations = null)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        if (organizations is not null)
        {
            command.Parameters.Add(new() { Value = organizations });
        }

        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> read = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            read.Add(reader.GetString(0));
        }

        return [.. read];
    }
}
