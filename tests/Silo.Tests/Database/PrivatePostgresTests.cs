using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Data_survives_a_stop_and_a_start()
    {
        await using (var server = await StartAsync())
        {
            await TestSql.ExecuteAsync(server.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        await using (var server = await StartAsync())
        {
            Assert.Equal(42, await TestSql.ScalarAsync(server.ConnectionString, "SELECT answer FROM kept"));
        }
    }

    [Fact]
    public async Task Folders_that_an_orchestrator_gave_to_a_group_are_closed_again()
    {
        string[] opened;
        await using (var server = await StartAsync())
        {
            opened = [server.Folder, Path.Combine(server.Folder, "data"), Path.Combine(server.Folder, "password")];
        }

        foreach (var path in opened)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(
                    path,
                    File.GetUnixFileMode(path) | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
                        | UnixFileMode.GroupExecute | UnixFileMode.SetGroup);
            }
        }

        await using (var server = await StartAsync())
        {
            Assert.Equal(1, await TestSql.ScalarAsync(server.ConnectionString, "SELECT 1"));
        }

        Assert.All(
            opened,
            path =>
                Assert.Equal(
                    UnixFileMode.None,
                    OperatingSystem.IsWindows()
                        ? UnixFileMode.None
                        : File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute)));
    }

    [Fact]
    public async Task Disposing_stops_the_server_and_leaves_no_trace_of_it()
    {
        var server = await StartAsync();
        var process = server.Process!;
        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.False(process.IsAlive);
        Assert.False(File.Exists(Path.Combine(server.Folder, "data", "postmaster.pid")));
        Assert.Contains(
            "database system is shut down",
            await File.ReadAllTextAsync(Path.Combine(server.Folder, "server.log"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_is_private_and_durable()
    {
        await using var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = folder.Path }, NullLogger.Instance, TestContext.Current.CancellationToken);
        const string Settings =
            """
            SELECT concat_ws(' ', current_setting('listen_addresses'), current_setting('server_encoding'), (SELECT datcollate FROM pg_database WHERE datname = current_database()),
                current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'), current_setting('max_connections'), current_setting('password_encryption'))
            """;
        Assert.Equal(" UTF8 C on on on 100 scram-sha-256", await TestSql.ScalarAsync(server.ConnectionString, Settings));
        Assert.Equal("local:scram-sha-256", await TestSql.ScalarAsync(server.ConnectionString, "SELECT string_agg(type || ':' || auth_method, ',') FROM pg_hba_file_rules"));

        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guessed" };
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => TestSql.ScalarAsync(wrong.ConnectionString, "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);

        const UnixFileMode Others =
            UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        string[] secret =
            [server.Folder, Path.Combine(server.Folder, "password"), new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!];
        Assert.All(
            secret, path => Assert.Equal(UnixFileMode.None, OperatingSystem.IsWindows() ? Others : File.GetUnixFileMode(path) & Others));
    }

    [Fact]
    public async Task A_second_copy_on_the_same_folder_is_refused_and_told_who_holds_it()
    {
        await using var first = await StartAsync();

        var refusal = await Assert.ThrowsAsync<StartupException>(StartAsync);

        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await TestSql.ScalarAsync(first.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused()
    {
        const string Version = "12";
        await (await StartAsync()).DisposeAsync();
        var path = Path.Combine(folder.Path, "postgres", "data", "PG_VERSION");
        await File.WriteAllTextAsync(path, Version, TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<StartupException>(StartAsync);

        Assert.Contains("was made by PostgreSQL 12, but only PostgreSQL", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Version, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_server_programs_the_three_ways_out_are_named()
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() => PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = folder.Path, BinaryDirectories = [] }, NullLogger.Instance,
            TestContext.Current.CancellationToken));

        Assert.All(
            ["apt install postgresql", "brew install postgresql", "DATABASE_URL", "docker compose"],
            way => Assert.Contains(way, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lost_password_or_a_damaged_cluster_is_named_not_replaced()
    {
        await (await StartAsync()).DisposeAsync();
        var password = Path.Combine(folder.Path, "postgres", "password");
        File.Move(password, $"{password}.kept");
        Assert.Contains(password, (await Assert.ThrowsAsync<StartupException>(StartAsync)).Message, StringComparison.Ordinal);

        File.Move($"{password}.kept", password);
        File.Delete(Path.Combine(folder.Path, "postgres", "data", "PG_VERSION"));
        Assert.Contains("PG_VERSION", (await Assert.ThrowsAsync<StartupException>(StartAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_made_cluster_is_made_anew()
    {
        var half = Path.Combine(folder.Path, "postgres", "data.new", "base");
        Directory.CreateDirectory(half);

        await using var server = await StartAsync();

        Assert.Equal(1, await TestSql.ScalarAsync(server.ConnectionString, "SELECT 1"));
        Assert.False(Directory.Exists(half));
    }

    [Theory]
    [InlineData("a long name, longer than any socket may be named, which is one hundred and seven bytes on Linux and less elsewhere")]
    [InlineData("it's \"quoted\" $(touch x) `touch y`; a:b, Данные 🏺")]
    public async Task Any_name_of_a_folder_will_do(string name)
    {
        var inner = Path.Combine(folder.Path, name);
        await using var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = inner, Durable = false }, NullLogger.Instance,
            TestContext.Current.CancellationToken);

        Assert.Equal(1, await TestSql.ScalarAsync(server.ConnectionString, "SELECT 1"));
        Assert.Equal(Path.Combine(inner, "postgres"), server.Folder);
    }

    private Task<PrivatePostgres> StartAsync() =>
        PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = folder.Path, Durable = false }, NullLogger.Instance,
            TestContext.Current.CancellationToken);
}
