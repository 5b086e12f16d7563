using System.Text;
using Npgsql;
using StatusLevels.Api.Checks;
using StatusLevels.Api.Checks.Doctor;
using StatusLevels.Api.Tests.Delivery;
using StatusLevels.Silo;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Checks;

/// <summary>Each fault of a product that runs is found by its check, and by no other.</summary>
public sealed class DoctorTests(DoctorTests.Patient patient) : IClassFixture<DoctorTests.Patient>
{
    private const string Endpoint = """
        insert into statuslevels.webhook_endpoints (id, owned_by, url, secret, created_at, created_by, updated_at, failures, disabled_at, disabled_reason)
        values ('00000000-0000-0000-0000-00000000000a', 'platform', 'https://hook.example.org/', '\x00', now(), 'test', now(),
        """;

    // What is broken, by a hand in the tables.
    public static TheoryData<string, string> Faults => new()
    {
        { "SL-203 warn", "insert into statuslevels.schema_migrations (version, name, hash) values (9999, '9999_of_tomorrow.sql', 'x')" },
        {
            "SL-205 warn", """
            insert into statuslevels.orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
            values ('x', '127.0.0.1', 1, 1, 'silent', 'host', 3, 0, now() - interval '1 day', now() - interval '1 hour')
            """
        },
        {
            "SL-211 fail", """
            update statuslevels.organization_status set next_due = now() - interval '10 minutes';
            update statuslevels.orleansreminderstable set starttime = now() - interval '10 minutes'
            """
        },
        { "SL-212 fail", "update statuslevels.organization_status set next_due = now() + interval '2 minutes'; delete from statuslevels.orleansreminderstable" },
        {
            "SL-213 warn", """
            delete from statuslevels.expiry_summaries;
            insert into statuslevels.expiry_summaries (day, claimed_at, claimed_by, finished_at, since, until)
            values (current_date - 3, now(), 'test', now(), now() - interval '4 days', now() - interval '3 days')
            """
        },
        { "SL-221 warn", Event("5 minutes") },
        { "SL-221 fail", Event("1 hour") },
        { "SL-222 warn", "update statuslevels.delivery_state set held_at = now(), held_because = 'a test'" },
        {
            "SL-223 warn", $"""
            {Endpoint} 0, null, null);
            insert into statuslevels.deliveries (channel, endpoint_id, organization_id, epoch, number, type, created_at)
            values ('webhook', '00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000b', 1, 1, 'status.level.granted', now() - interval '10 minutes')
            """
        },
        { "SL-224 warn", $"{Endpoint} 3, null, null)" },
        { "SL-225 warn", $"{Endpoint} 20, now(), 'failing')" },
        { "SL-226 fail", $"{Endpoint} 0, now(), 'secret_unreadable')" },
        {
            "SL-231 warn", """
            insert into statuslevels.deliveries (channel, recipient, capacity, letter, next_attempt_at)
            values ('mail', 'somebody@example.org', 'contact', 'confirmation', now() - interval '1 hour')
            """
        },
        {
            "SL-231 fail", """
            insert into statuslevels.deliveries (channel, recipient, capacity, letter, tries, first_failed_at, next_attempt_at)
            values ('mail', 'somebody@example.org', 'contact', 'confirmation', 5, now() - interval '5 hours', now() + interval '1 hour')
            """
        },
        { "SL-232 warn", "insert into statuslevels.untold_notices (organization_id, epoch, number, fanned_out_at) values (gen_random_uuid(), 1, 1, now())" },
        {
            "SL-233 warn", """
            insert into statuslevels.organization_contacts (organization_id, email, address_key, added_at) values (gen_random_uuid(), 'a@example.org', 'a@example.org', now());
            insert into statuslevels.failing_addresses (address_key, failing_since) values ('a@example.org', now())
            """
        },
        { "SL-241 fail", "update statuslevels.organization_status set version = version + 1" },
        { "SL-242 fail", "update statuslevels.organization_status_history set canonical = canonical || ' ' where sequence = 1" },
        {
            "SL-252 warn", """
            create table statuslevels.dead (number integer) with (autovacuum_enabled = off);
            insert into statuslevels.dead select generate_series(1, 20001);
            delete from statuslevels.dead;
            select pg_stat_force_next_flush()
            """
        },
        { "SL-253 fail", "update pg_index set indisvalid = false where indexrelid = 'statuslevels.ix_outbox_delivered'::regclass" },
    };

    [Fact]
    public async Task Nothing_is_found_where_nothing_is_wrong()
    {
        await using var rig = await patient.CopyAsync();

        var report = await rig.DoctorAsync(patient.Product, patient.Backups);

        Assert.All(
            report.Results, result => Assert.True(result.Finding.Status == CheckStatus.Ok, $"{result.Rule.Id}: {result.Finding.Seen}"));
        Assert.Equal(
            CheckPageTests.Rules.Where(rule => rule.Id.StartsWith("SL-2", StringComparison.Ordinal)),
            report.Results.Select(result => result.Rule));
        Assert.Equal("1 organizations agree", CheckRig.Of(report, DoctorRules.ReadModel).Finding.Seen);
        Assert.Equal("1 organizations agree", CheckRig.Of(report, DoctorRules.Histories).Finding.Seen);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_is_wrong_in_the_tables_is_found(string expected, string fault)
    {
        await using var rig = await patient.CopyAsync();
        await rig.ExecuteAsync(fault);

        // The server tells of dead rows a moment later.
        string[] found = [];
        await Eventually.HoldsAsync(
            async () => (found = CheckRig.Found(await rig.DoctorAsync(patient.Product))).Length > 0, TimeSpan.FromSeconds(60));

        Assert.Equal([expected], found);
    }

    [Fact]
    public async Task A_product_that_is_away_or_not_ready_or_another_one_is_found()
    {
        await using var rig = await patient.CopyAsync();
        Assert.Equal(["SL-201 fail"], CheckRig.Found(await rig.DoctorAsync(new Uri($"http://127.0.0.1:{CheckRig.ClosedPort()}/"))));

        var other = rig.Keep(await TestReceiver.StartAsync(async context =>
        {
            context.Response.StatusCode = 503;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync("""{"status":"not_ready","checks":{"database":"failed","silo":"ok"}}"""u8.ToArray());
        }));
        var report = await rig.DoctorAsync(new Uri(other.Url, "/"));
        Assert.Equal(["SL-201 fail"], CheckRig.Found(report));
        Assert.EndsWith(" is not ready: database", CheckRig.Of(report, DoctorRules.Product).Finding.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_is_found_and_what_it_hides_was_not_looked_at()
    {
        await using var rig = await patient.CopyAsync();
        rig.Settings["DATABASE_URL"] = $"postgres://u:p@127.0.0.1:{CheckRig.ClosedPort()}/db";

        var report = await rig.DoctorAsync(patient.Product);

        Assert.Equal(["SL-202 fail"], CheckRig.Found(report));
        Assert.All(
            report.Results.Where(result => result.Rule != DoctorRules.Product && result.Rule != DoctorRules.Database),
            result => Assert.Equal("not looked at: SL-202 comes first", result.Finding.Seen));
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_found()
    {
        await using var rig = await patient.CopyAsync();
        rig.Around = rig.Around with { Clock = new WrongClock(TimeSpan.FromSeconds(10)) };

        Assert.Equal(["SL-204 warn"], CheckRig.Found(await rig.DoctorAsync(patient.Product)));
    }

    [Fact]
    public async Task Connections_that_are_used_up_are_found()
    {
        await using var rig = await patient.CopyAsync();
        await rig.ExecuteAsync($"alter database {rig.Database.Name} connection limit 5");
        // The owner is let in when nobody else is.
        rig.Settings["DATABASE_URL"] = $"{rig.Database.ConnectionString};{TestApi.SmallPool}";
        for (var count = 0; count < 5; count++)
        {
            await rig.Keep(new NpgsqlConnection($"{rig.Database.ConnectionString};Pooling=false")).OpenAsync(
                TestContext.Current.CancellationToken);
        }

        Assert.Equal(["SL-251 warn"], CheckRig.Found(await rig.DoctorAsync(patient.Product)));
    }

    [Fact]
    public async Task A_replication_slot_that_was_left_behind_is_found()
    {
        await using var rig = await patient.CopyAsync();
        await rig.ExecuteAsync("select pg_create_physical_replication_slot('left_behind')");
        try
        {
            Assert.Equal(["SL-254 warn"], CheckRig.Found(await rig.DoctorAsync(patient.Product)));
        }
        finally
        {
            await rig.ExecuteAsync("select pg_drop_replication_slot('left_behind')");
        }
    }

    [Fact]
    public async Task A_transaction_that_somebody_forgot_is_found()
    {
        await using var rig = await patient.CopyAsync();
        var forgotten = rig.Keep(new NpgsqlConnection($"{rig.Database.RuntimeConnectionString};Pooling=false"));
        await forgotten.OpenAsync(TestContext.Current.CancellationToken);
        rig.Keep(await forgotten.BeginTransactionAsync(TestContext.Current.CancellationToken));
        await using var read = new NpgsqlCommand("select 1", forgotten);
        await read.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        Assert.Empty(CheckRig.Found(await rig.DoctorAsync(patient.Product)));
        await using var age = rig.Database.DataSource.CreateCommand(
            "select clock_timestamp() - xact_start > '2 s' from pg_stat_activity where state = 'idle in transaction' and datname = current_database()");
        await Eventually.HoldsAsync(async () => await age.ExecuteScalarAsync(TestContext.Current.CancellationToken) is true);
        Assert.Equal(
            ["SL-256 warn"],
            CheckRig.Found(
                await rig.DoctorAsync(new DoctorScope(patient.Product, All: true, LongestTransaction: TimeSpan.FromSeconds(2)))));
    }

    [Fact]
    public async Task What_was_found_is_packed_without_secrets()
    {
        await using var rig = await patient.CopyAsync();
        rig.Settings["METRICS_TOKEN"] = "planted token of the metrics";
        var file = Path.Combine(rig.Folder, "found.zip");
        var report = await rig.DoctorAsync(new DoctorScope(patient.Product, Bundle: file));

        using var zip = await System.IO.Compression.ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
            texts[entry.Name] = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["about.txt", "database.txt", "problems.txt", "report.json", "report.txt"], texts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(report.ToJson(), texts["report.json"]);
        Assert.Contains("organization_status_history, ", texts["database.txt"], StringComparison.Ordinal);
        Assert.Contains("PORT=0", texts["about.txt"], StringComparison.Ordinal);
        Assert.All(texts.Values, text =>
        {
            foreach (var (name, value) in rig.Settings.Where(setting => setting.Key != "PORT"))
            {
                Assert.False(text.Contains(value!, StringComparison.Ordinal), name);
            }
        });

        await Assert.ThrowsAsync<StartupException>(
            () => rig.DoctorAsync(new DoctorScope(patient.Product, Bundle: Path.Combine(file, "x.zip"))));
    }

    [Fact]
    public async Task Backups_that_are_missing_old_or_something_else_are_found()
    {
        await using var rig = await patient.CopyAsync();
        var folder = Path.Combine(rig.Folder, "backups");
        Assert.Equal(["SL-255 fail"], CheckRig.Found(await rig.DoctorAsync(patient.Product, folder)));

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "no backup", TestContext.Current.CancellationToken);
        Assert.Equal(["SL-255 fail"], CheckRig.Found(await rig.DoctorAsync(patient.Product, folder)));

        var old = Path.Combine(folder, "old.dump");
        await File.WriteAllTextAsync(old, "PGDMP…", TestContext.Current.CancellationToken);
        Assert.Empty(CheckRig.Found(await rig.DoctorAsync(patient.Product, folder)));
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        Assert.Equal(["SL-255 fail"], CheckRig.Found(await rig.DoctorAsync(patient.Product, folder)));
    }

    private static string Event(string age) => $$"""
        insert into statuslevels.outbox (organization_id, epoch, number, id, type, time, data, version, status, created_at)
        values (gen_random_uuid(), 1, 1, 'x/1/1', 'status.level.granted', now(), '{}', 1, '{"version":1}', now() - interval '{{age}}')
        """;

    /// <summary>A database in which a product has worked, and an answer as it gives it.</summary>
    public sealed class Patient : IAsyncLifetime
    {
        private readonly TestFolder folder = new();
        private TestDatabase database = null!;
        private TestReceiver product = null!;

        /// <summary>Where something is ready.</summary>
        internal Uri Product => new(product.Url, "/");

        /// <summary>Where a backup of today is.</summary>
        internal string Backups => folder.Path;

        public async ValueTask InitializeAsync()
        {
            database = await TestPostgres.CreateDatabaseAsync();
            product = await TestReceiver.StartAsync(async context =>
            {
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync("""{"status":"ready","checks":{"database":"ok"}}"""u8.ToArray());
            });
            await File.WriteAllBytesAsync(Path.Combine(folder.Path, "today.dump"), Encoding.ASCII.GetBytes("PGDMP"));
            await using (var api = await TestApi.StartAsync(database: database, keepsDatabase: true))
            {
                using var admin = await api.SignedInAsync();
                var organization = new TestOrganization(api, admin);
                await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
                await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();
                await Eventually.HoldsAsync(async () =>
                {
                    await using var waiting = database.DataSource.CreateCommand("select count(*) from statuslevels.outbox where delivered_at is null");
                    return await waiting.ExecuteScalarAsync() is 0L;
                }, TimeSpan.FromSeconds(60));
            }
        }

        /// <summary>A copy for one test.</summary>
        internal Task<CheckRig> CopyAsync() => CheckRig.StartAsync(database);

        public async ValueTask DisposeAsync()
        {
            await product.DisposeAsync();
            await database.DisposeAsync();
            folder.Dispose();
        }
    }
}
