using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

public sealed class DatabaseConnectivityTests
{
    [Fact]
    public async Task A_good_database_says_how_many_connections_it_allows()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        Assert.Equal(97, await ReachAsync(database.ConnectionString));

        await TestSql.ExecuteAsync(database.ConnectionString, $"ALTER DATABASE {database.Name} CONNECTION LIMIT 12");
        Assert.Equal(12, await ReachAsync(database.ConnectionString));
    }

    [Fact]
    public async Task A_wrong_password_is_one_sentence()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        var wrong = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "s3cret" };

        await RefusedAsync(wrong.ConnectionString, "refused the password of its user");
    }

    [Fact]
    public async Task A_missing_database_is_named()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        var wrong = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nowhere" };

        await RefusedAsync(wrong.ConnectionString, "no database 'nowhere'");
    }

    [Fact]
    public async Task Another_encoding_is_refused()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        var latin = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = $"{database.Name}_latin" };
        await TestSql.ExecuteAsync(database.ConnectionString, $"CREATE DATABASE {latin.Database} ENCODING 'LATIN1' TEMPLATE template0");

        await RefusedAsync(latin.ConnectionString, "has the encoding LATIN1");
        await TestSql.ExecuteAsync(database.ConnectionString, $"DROP DATABASE {latin.Database}");
    }

    [Fact]
    public async Task A_read_only_database_is_refused()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        await TestSql.ExecuteAsync(database.ConnectionString, $"ALTER DATABASE {database.Name} SET default_transaction_read_only = on");

        await RefusedAsync(database.ConnectionString, "read-only");
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_named() =>
        await RefusedAsync("Host=no-such-host.invalid;Username=u;Password=s3cret", "'no-such-host.invalid'");

    [Fact]
    public async Task A_port_where_nobody_listens_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        await RefusedAsync($"Host=127.0.0.1;Port={port};Username=u;Password=s3cret", $"nothing listens at 127.0.0.1:{port}");
    }

    [Fact]
    public async Task A_socket_that_does_not_exist_is_named() =>
        await RefusedAsync("Host=/nowhere/at/all;Username=u;Password=s3cret", "/nowhere/at/all");

    [Fact]
    public async Task A_host_that_never_answers_is_given_up_in_time()
    {
        using var silent = new FakeServer(_ => null);
        var started = Stopwatch.GetTimestamp();

        await RefusedAsync(silent.ConnectionString, "did not answer within 10 seconds");

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_server_without_TLS_is_named_when_TLS_is_demanded()
    {
        using var plain = new FakeServer(_ => "N"u8.ToArray());

        await RefusedAsync($"{plain.ConnectionString};SSL Mode=Require", "offers no TLS, and sslmode=Require demands it");
    }

    [Fact]
    public async Task What_is_no_PostgreSQL_is_one_sentence()
    {
        using var other = new FakeServer(_ => "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());

        await RefusedAsync($"{other.ConnectionString};SSL Mode=Disable", $"127.0.0.1:{other.Port}");
    }

    [Fact]
    public async Task A_server_that_is_still_starting_is_asked_again_for_a_while()
    {
        var asked = 0;
        using var starting = new FakeServer(_ =>
        {
            Interlocked.Increment(ref asked);
            return FakeServer.Error("57P03", "the database system is starting up");
        });
        var clock = new FakeTimeProvider();
        var reaching = DatabaseConnectivity.EnsureReachableAsync(
            new NpgsqlConnectionStringBuilder($"{starting.ConnectionString};SSL Mode=Disable;GSS Encryption Mode=Disable"), "DATABASE_URL",
            clock, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(50));
            return reaching.IsCompleted;
        });

        var refusal = await Assert.ThrowsAsync<StartupException>(() => reaching);
        Assert.Contains("still starting up", refusal.Message, StringComparison.Ordinal);
        Assert.True(asked > 1);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_not_told_a_story()
    {
        using var silent = new FakeServer(_ => null);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DatabaseConnectivity.EnsureReachableAsync(
            new NpgsqlConnectionStringBuilder(silent.ConnectionString), "DATABASE_URL", TimeProvider.System, soon.Token));
    }

    private static Task<int> ReachAsync(string connectionString) => DatabaseConnectivity.EnsureReachableAsync(
        DatabaseSettings.ForFirstContact(new NpgsqlConnectionStringBuilder(connectionString)), "DATABASE_URL", TimeProvider.System,
        TestContext.Current.CancellationToken);

    private static async Task RefusedAsync(string connectionString, string named)
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() => ReachAsync(connectionString));

        Assert.StartsWith("DATABASE_URL: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
