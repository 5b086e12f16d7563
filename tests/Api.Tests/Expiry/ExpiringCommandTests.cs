using System.Globalization;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Expiry;

/// <summary>The summary as an operator asks for it at a terminal.</summary>
public sealed class ExpiringCommandTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_says_what_became_of_the_notices_what_is_due_and_which_levels_end_soon()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await ExecuteAsync(database, """
            insert into organization_status
                (organization_id, epoch, version, current_level, next_due, in_grace, level_c_blocked, last_sequence, outbox_number, recorded_at)
            select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 1, 1, 'B', date_trunc('day', now()) + interval '23 days', false, false, 0, 0, now()
            from generate_series(1, 22) as n;
            insert into organization_status_levels
                (organization_id, level, id, state, granted_at, granted_by_kind, valid_from, valid_until, counts_until, on_judgement)
            select organization_id, 'B', organization_id, 'active', now(), 'user', now(), date_trunc('day', now()) + interval '30 days', date_trunc('day', now()) + interval '30 days', false
            from organization_status;
            insert into settled_notices (organization_id, epoch, kind, level, ends_at, point, schedule, due_at, outcome, raised_at, settled_at)
            select organization_id, 1, 'expiry', 'B', valid_until, 60, 1, now() - interval '5 hours', 'raised', now() - interval '3 hours', now() - interval '3 hours'
            from organization_status_levels where organization_id = '00000000-0000-4000-8000-000000000001';
            insert into organizations (organization_id, name, slug, created_at, updated_at)
            values ('00000000-0000-4000-8000-000000000001', E'Пасека\n«Липа»', 'farm', now(), now());
            """);

        var (output, error, exitCode) = await RunAsync(["expiring", "--days", "45"], database);

        Assert.Equal((0, ""), (exitCode, error));
        var lines = output.ReplaceLineEndings("\n").Split('\n');
        Assert.StartsWith("Notices from ", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            [
                "  raised        1 (60 d: 1)",
                "  late          1 (latest 2 h 0 min, 99 of 100 within 2 h 0 min)",
                "  superseded    0",
                "  next 24 h     0 (none)",
                "Organizations",
                "  armed         22",
                "  overdue       none",
                "Levels that end within 45 days: 22",
            ],
            lines[1..9]);
        var end = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal($"  {end}T00:00:00.000Z  B  00000000-0000-4000-8000-000000000001  told at 60 d  Пасека «Липа»", lines[9]);
        Assert.Equal($"  {end}T00:00:00.000Z  B  00000000-0000-4000-8000-000000000002  not told yet", lines[10]);
        Assert.Equal("  ... and 2 more: GET /api/admin/expiring?days=45", lines[29]);
        Assert.Equal(30, lines.Length);
    }

    [Fact]
    public async Task It_looks_into_the_private_database_of_a_product_that_runs_and_says_so_when_none_does()
    {
        (string, string)[] environment = [("PORT", "0"), ("DATA_DIR", "data")];
        using (var product = ProductProcess.Start(folder.Path, [], environment))
        {
            using var client = await product.ReadyAsync();
            using var looking = ProductProcess.Start(folder.Path, ["expiring"], environment);
            var (output, error) = await looking.EndAsync([]);
            Assert.Equal((0, ""), (looking.ExitCode, error));
            Assert.Contains("Levels that end within 60 days: 0", output, StringComparison.Ordinal);
            Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
            await product.TerminateAsync();
            Assert.Equal(0, product.ExitCode);
        }

        var files = Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Length;
        using var afterwards = ProductProcess.Start(folder.Path, ["expiring"], environment);
        var sentence = await afterwards.EndAsync();
        Assert.Equal(1, afterwards.ExitCode);
        Assert.StartsWith($"No StatusLevels with a private database runs in '{Path.Combine(folder.Path, "data")}': ", sentence, StringComparison.Ordinal);
        Assert.Equal(files, Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("367")]
    public async Task So_many_days_are_refused(string days)
    {
        using var process = ProductProcess.Start(folder.Path, ["expiring", "--days", days]);
        Assert.Equal($"--days must be a whole number from 1 to 366, but is {days}.", await process.EndAsync());
        Assert.Equal(1, process.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_database_without_the_schema_is_a_sentence()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);

        var (output, error, exitCode) = await RunAsync(["expiring"], database);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("The database lacks ", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public async Task A_heartbeat_that_is_no_address_stops_the_start_with_a_sentence_that_does_not_repeat_it()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();

        var (_, error, exitCode) = await RunAsync([], database, ("HEARTBEAT_URL", "hc.example.org/secret"), ("CLUSTER", "local"));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("HEARTBEAT_URL must be an http or https address", error, StringComparison.Ordinal);
        Assert.DoesNotContain("example.org/secret", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<(string Output, string Error, int ExitCode)> RunAsync(
        IEnumerable<string> arguments, TestDatabase database, params (string Name, string Value)[] environment)
    {
        using var process = ProductProcess.Start(
            folder.Path, arguments, [("DATABASE_URL", database.RuntimeConnectionString), ("DATA_DIR", folder.Path), .. environment]);
        var (output, error) = await process.EndAsync([]);
        return (output, error, process.ExitCode);
    }
}
