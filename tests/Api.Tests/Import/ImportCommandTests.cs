using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Api.Import.CommandLine;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Import;

/// <summary><c>import FILE</c> as an operator runs it: a process of its own against a product of its own.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Write(params IEnumerable<string> lines)
    {
        var file = Path.Combine(folder.Path, "subscribers.ndjson");
        File.WriteAllLines(file, lines);
        return file;
    }

    private ProductProcess Import(string file, string url, params string[] more) =>
        ProductProcess.Start(folder.Path, ["import", file, "--url", url, .. more]);

    private ProductProcess ImportInto(TestApi api, string file, params string[] more) => ProductProcess.Start(
        folder.Path, ["import", file, "--url", api.Address.AbsoluteUri, .. more], ("ADMIN_EMAIL", TestApi.AdminEmail),
        ("ADMIN_PASSWORD", TestApi.AdminPassword));

    private async Task<(ProductProcess Product, string Url)> ServeAsync(TestDatabase database)
    {
        var product = ProductProcess.Start(
            folder.Path, [], ("DATABASE_URL", $"{database.ConnectionString};{TestApi.SmallPool}"), ("MIGRATE_ON_START", "true"),
            ("PORT", "0"), ("CLUSTER", "local"));
        using var client = await product.ReadyAsync();
        return (product, client.BaseAddress!.AbsoluteUri);
    }

    private static Task UntilWrittenAsync(TestDatabase database, int organizations) => Eventually.HoldsAsync(
        async () => await ImportRig.CountAsync(database.DataSource, "select count(*) from organization_status") >= organizations,
        TimeSpan.FromSeconds(60));

    [Fact]
    public async Task A_product_that_is_killed_in_the_middle_has_done_nothing_twice_when_the_file_is_imported_again()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var file = Write(ImportRig.Subscribers(5_000));
        var (product, url) = await ServeAsync(database);
        using (product)
        {
            // Signs in with the password that the product made up in its data folder.
            using var import = Import(file, url);
            await UntilWrittenAsync(database, 1_000);
            await product.KillAsync();
            Assert.Contains("Run the same command again", await import.EndAsync(), StringComparison.Ordinal);
            Assert.Equal(1, import.ExitCode);
        }

        var done = await ImportRig.CountAsync(database.DataSource, "select count(*) from organization_status");
        Assert.InRange(done, 1_000, 4_999);
        (product, url) = await ServeAsync(database);
        using (product)
        {
            using var import = Import(file, url);
            var (output, error) = await import.EndAsync([]);
            TestContext.Current.TestOutputHelper?.WriteLine(output);
            Assert.Equal((0, ""), (import.ExitCode, error));
            Assert.StartsWith("5,000 lines in ", output, StringComparison.Ordinal);
            Assert.EndsWith($": {5_000 - done:N0} granted, {done:N0} unchanged.", output, StringComparison.Ordinal);
        }

        await ImportRig.EachWasDoneOnceAsync(database.DataSource, 5_000);
    }

    [Fact]
    public async Task It_stops_at_Ctrl_C_and_goes_on_when_run_again()
    {
        await using var api = await TestApi.StartAsync();
        var file = Write(ImportRig.Subscribers(5_000));
        using (var import = ImportInto(api, file))
        {
            await UntilWrittenAsync(api.Database, 500);
            import.Interrupt();
            Assert.StartsWith("Stopped after ", await import.EndAsync(), StringComparison.Ordinal);
            Assert.Equal(1, import.ExitCode);
        }

        using var again = ImportInto(api, file);
        Assert.Equal(("", 0), (await again.EndAsync(), again.ExitCode));
        await ImportRig.EachWasDoneOnceAsync(api.Database.DataSource, 5_000);
    }

    [Fact]
    public async Task Failed_lines_are_named_by_their_number_in_the_file_and_the_exit_code_is_1()
    {
        await using var api = await TestApi.StartAsync();
        string[] lines = [.. ImportRig.Subscribers(4_500)];
        lines[1] = "{oops";
        lines[2_999] = $$"""{"organization_id":"{{Guid.NewGuid()}}","subscription_id":"s","status":"frozen"}""";
        lines[4_400] = new string('x', 10_000);
        lines[4_401] = "";
        var file = Write(lines);

        using var told = ImportInto(api, file);
        var (output, error) = await told.EndAsync([]);

        Assert.Equal(1, told.ExitCode);
        Assert.EndsWith(": 4,496 granted, 3 failed.", output, StringComparison.Ordinal);
        var said = error.Split('\n').Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(3, said.Length);
        Assert.StartsWith("line 2: malformed_json: ", said[0], StringComparison.Ordinal);
        Assert.StartsWith("line 3000: unknown_subscription_status: ", said[1], StringComparison.Ordinal);
        Assert.StartsWith("line 4401: line_too_long: ", said[2], StringComparison.Ordinal);

        var report = Path.Combine(folder.Path, "failed.ndjson");
        using var reported = ImportInto(api, file, "--report", report);
        Assert.Equal(("", 1), (await reported.EndAsync(), reported.ExitCode));
        Assert.Equal(
            [2, 3_000, 4_401],
            (await File.ReadAllLinesAsync(report)).Select(
                line => JsonDocument.Parse(line).RootElement.GetProperty("line").GetInt32()).Order());
    }

    [Fact]
    public async Task It_reads_the_standard_input()
    {
        await using var api = await TestApi.StartAsync();
        using var import = ImportInto(api, "-");

        var (output, error) = await import.EndAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", ImportRig.Subscribers(3))));

        Assert.Equal((0, ""), (import.ExitCode, error));
        Assert.EndsWith(": 3 granted.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_operator_can_mend_is_one_sentence()
    {
        await using var api = await TestApi.StartAsync();
        var file = Write();
        (ProductProcess Run, string Sentence)[] runs =
        [
            (Import("missing.ndjson", "http://localhost:8080"), "The file missing.ndjson cannot be read: "),
            (Import(file, "localhost"), "--url must be an address such as http://localhost:8080, but is \"localhost\"."),
            (Import(file, "http://127.0.0.1:1"), "No password is known: "),
            (Import(file, "http://127.0.0.1:1", "--password", "x"), "No StatusLevels answers at http://127.0.0.1:1/: "),
            (
                Import(file, api.Address.AbsoluteUri, "--email", "nobody@example.org", "--password", "wrong"),
                $"{api.Address.AbsoluteUri} does not let nobody@example.org in: "),
            (Import(file, api.Address.AbsoluteUri, "--password", "x", "--report", Path.Combine(folder.Path, "no", "where")), "The report "),
            (Import(folder.Path, "http://localhost:8080"), $"The file {folder.Path} cannot be read: "),
            .. OperatingSystem.IsLinux()
                ? [(ImportInto(api, Write("{oops"), "--report", "/dev/full"), "The report cannot be written: No space left on device")]
                : Array.Empty<(ProductProcess, string)>(),
        ];
        foreach (var (run, sentence) in runs)
        {
            using (run)
            {
                var error = await run.EndAsync();
                Assert.Equal(1, run.ExitCode);
                Assert.StartsWith(sentence, error, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', error);
            }
        }
    }

    /// <summary>Any user of the machine may listen at the product's port while the product is away.</summary>
    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Another_users_listener_is_not_given_the_generated_password()
    {
        if (!Environment.IsPrivilegedProcess || !OperatingSystem.IsLinux())
        {
            throw new MissingHereException("only root can listen as another user");
        }

        Directory.CreateDirectory(Path.Combine(folder.Path, ".data"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, ".data", "admin-password"), "the generated one");
        const string Listen = "$| = 1; $s = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1') or die; print $s->sockport, \"\\n\"; while ($c = $s->accept) { sysread($c, $said, 9999); print $said }";
        using var listener = Process.Start(
            new ProcessStartInfo(
                "setpriv", ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "--", "perl", "-MIO::Socket::INET", "-e", Listen])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                WorkingDirectory = "/",
            })!;
        try
        {
            var port = await listener.StandardOutput.ReadLineAsync();

            using var import = Import(Write(ImportRig.Subscribers(1)), $"http://127.0.0.1:{port}");
            var error = await import.EndAsync();

            Assert.Equal(1, import.ExitCode);
            Assert.StartsWith("The generated password is for a StatusLevels of the same user alone, ", error, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error);
        }
        finally
        {
            listener.Kill();
        }

        Assert.Empty(await listener.StandardOutput.ReadToEndAsync());
    }

    [Fact]
    public void On_a_terminal_a_bar_is_drawn_over_itself_and_elsewhere_nothing()
    {
        var clock = new FakeTimeProvider();
        using var terminal = new StringWriter();
        using (var progress = new ImportProgress(terminal, isTerminal: true, clock) { Share = 0.5 })
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            progress.Add("granted");
            progress.Add("granted");
            progress.Say("line 2: oops");
            clock.Advance(TimeSpan.FromSeconds(2));
            progress.Add("failed");
            Assert.Equal("3 lines in 3.0 s (1 lines/s): 2 granted, 1 failed.", progress.Summary());
        }

        Assert.StartsWith("\r[############............]  50 %  1 lines  1 lines/s  0 failed", terminal.ToString(), StringComparison.Ordinal);
        Assert.Contains("\rline 2: oops", terminal.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\r", terminal.ToString(), StringComparison.Ordinal);

        using var redirected = new StringWriter();
        using (var quiet = new ImportProgress(redirected, isTerminal: false, clock))
        {
            quiet.Add("granted");
        }

        Assert.Empty(redirected.ToString());
    }
}
