using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StatusLevels.Api.Hosting;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Hosting;

/// <summary>The program as an operator meets it: a process with an exit code.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    private async Task<(int ExitCode, string Error)> RunAsync(
        IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        using var process = ProductProcess.Start(folder.Path, arguments, environment);
        var error = await process.EndAsync();
        return (process.ExitCode, error);
    }

    [Fact]
    public async Task A_bad_setting_is_one_sentence_and_exit_code_1()
    {
        Assert.Equal((1, "PORT must be a whole number from 0 to 65535, but is \"abc\"."), await RunAsync([], ("PORT", "abc")));
        Assert.Equal((1, "PORT must be a whole number from 0 to 65535, but is \"-5\"."), await RunAsync(["--PORT=-5"]));
    }

    [Fact]
    public async Task Outside_development_a_missing_session_key_stops_the_start()
    {
        var (exitCode, error) = await RunAsync([], ("ASPNETCORE_ENVIRONMENT", "Production"));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("SESSION_SECRET_KEY is required outside development", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("migrat")]
    [InlineData("--nonsense")]
    public async Task A_word_that_means_nothing_is_refused(string word)
    {
        var (exitCode, error) = await RunAsync([word]);

        Assert.Equal(1, exitCode);
        Assert.Contains(word, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public async Task Migrate_brings_the_schema_up_to_date_and_ends()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);

        var (exitCode, error) = await RunAsync(["migrate"], ("DATABASE_URL", database.ConnectionString));

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Empty((await Migrator.PendingAsync(database.ConnectionString, TestContext.Current.CancellationToken)).Pending);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_sentence()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var (exitCode, error) = await RunAsync(
            [], ("DATABASE_URL", database.ConnectionString), ("MIGRATE_ON_START", "true"), ("CLUSTER", "local"), ("PORT", port),
            ("LISTEN_ADDRESS", "127.0.0.1"));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("Another program has the port that PORT names", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Theory]
    [InlineData("PORT")]
    [InlineData("METRICS_PORT")]
    public async Task A_port_is_looked_at_before_anything_is_started_or_made(string setting)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        Assert.Equal(
            (1, $"Another program has the port that {setting} names; set it to a free one. (127.0.0.1:{port} is in use)"),
            await RunAsync(
                [], ("PORT", setting == "PORT" ? port : "0"), ("METRICS_PORT", setting == "PORT" ? "" : port),
                ("SESSION_SECRET_KEY", "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo")));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, "only root may listen")]
    [InlineData(SocketError.AddressAlreadyInUse, "Another program has the port")]
    [InlineData(SocketError.AddressNotAvailable, "not possible to listen where LISTEN_ADDRESS and PORT say")]
    public void Whatever_forbids_to_listen_is_a_sentence(SocketError error, string words) =>
        Assert.Contains(
            words, ListenCheck.Sentence(new SocketException((int)error), new IPEndPoint(IPAddress.Any, 80)), StringComparison.Ordinal);

    [Fact]
    public async Task It_says_where_it_is_and_how_to_sign_in_makes_a_demo_when_told_to_and_stops_cleanly()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        using var process = ProductProcess.Start(
            folder.Path, ["--demo"],
            ("DATABASE_URL", database.ConnectionString), ("MIGRATE_ON_START", "true"), ("CLUSTER", "local"), ("PORT", "0"),
            ("DATA_DIR", folder.Path));

        var said = await process.SaysAsync("Their owner signs in as");

        Assert.Contains("StatusLevels is ready at http://localhost:", said, StringComparison.Ordinal);
        Assert.Contains("sign in as    admin@localhost", said, StringComparison.Ordinal);
        Assert.Contains("  B   Ceramics workshop «Глина»", said, StringComparison.Ordinal);
        Assert.Contains("  C   Honey farm «Липовый цвет»", said, StringComparison.Ordinal);
        Assert.Contains("  A   Linen mill «Вологодский лён»", said, StringComparison.Ordinal);
        await process.TerminateAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
