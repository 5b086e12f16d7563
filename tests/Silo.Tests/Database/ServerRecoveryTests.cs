using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

public sealed class ServerRecoveryTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_server_whose_owner_was_killed_is_taken_over()
    {
        await using var held = await HeldServer.StartAsync(HeldServer.Command(folder.Path));
        await held.KillOwnerAsync();
        Assert.True(held.Server.IsAlive);

        await using var server = await StartAsync();

        Assert.False(held.Server.IsAlive);
        Assert.Equal(1L, await TestSql.ScalarAsync(server.ConnectionString, "SELECT count(*) FROM starts"));
    }

    [Fact]
    public async Task A_server_that_was_killed_with_its_owner_recovers()
    {
        await using var held = await HeldServer.StartAsync(HeldServer.Command(folder.Path));
        await held.KillOwnerAsync();
        Signal.Kill.Send(held.Server.Id);
        await Eventually.HoldsAsync(() => !held.Server.IsAlive);
        Assert.True(File.Exists(Trace));

        await using var server = await StartAsync();

        Assert.Equal(1L, await TestSql.ScalarAsync(server.ConnectionString, "SELECT count(*) FROM starts"));
    }

    [Fact]
    public async Task A_trace_that_names_somebody_elses_process_is_no_server()
    {
        await (await StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(
            Trace, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{Path.GetDirectoryName(Trace)}\n1\n5432\n\n\n"),
            TestContext.Current.CancellationToken);

        await using var server = await StartAsync();

        Assert.NotEqual(Environment.ProcessId, server.Process!.Id);
        Assert.Equal(1, await TestSql.ScalarAsync(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_server_that_dies_under_the_product_is_started_again_at_the_same_place()
    {
        await using var server = await StartAsync();
        var first = server.Process!;
        await TestSql.ExecuteAsync(server.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS answer");

        Signal.Kill.Send(first.Id);
        await Eventually.HoldsAsync(() => AnswersAsync(server.ConnectionString));

        Assert.NotEqual(first, server.Process);
        Assert.Equal(42, await TestSql.ScalarAsync(server.ConnectionString, "SELECT answer FROM kept"));
    }

    [Fact]
    public async Task Disposing_while_the_server_is_down_ends()
    {
        var server = await StartAsync();
        Signal.Kill.Send(server.Process!.Id);
        await server.DisposeAsync();

        Assert.Null(server.Process);
        await using var again = await StartAsync();
        Assert.Equal(1, await TestSql.ScalarAsync(again.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Giving_up_during_the_start_leaves_no_server_behind()
    {
        await (await StartAsync()).DisposeAsync();
        using var giveUp = new CancellationTokenSource();
        var starting = PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = folder.Path, Durable = false }, NullLogger.Instance, giveUp.Token);
        await Eventually.HoldsAsync(() => File.Exists(Trace));
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);

        Assert.Null(ServerProcess.Find(Path.GetDirectoryName(Trace)!));
        await using var again = await StartAsync();
        Assert.Equal(1, await TestSql.ScalarAsync(again.ConnectionString, "SELECT 1"));
    }

    [Theory]
    [InlineData(Signal.Interrupt)]
    [InlineData(Signal.Terminate)]
    public async Task A_signal_to_the_whole_process_group_leaves_the_server_to_its_owner(Signal signal)
    {
        // As a terminal does with Ctrl-C: everybody in the foreground group gets it.
        var command = HeldServer.Command(folder.Path);
        await using var held = await HeldServer.StartAsync(
            new ExternalCommand("perl", ["-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV", command.Program, .. command.Arguments]));
        signal.SendToGroup(held.OwnerId);

        Assert.Equal(["starts 1", "stopped"], await held.LastWordsAsync());
        Assert.False(held.Server.IsAlive);
        Assert.False(File.Exists(Trace));
    }

    private string Trace => Path.Combine(folder.Path, "postgres", "data", "postmaster.pid");

    private Task<PrivatePostgres> StartAsync() =>
        PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = folder.Path, Durable = false }, NullLogger.Instance,
            TestContext.Current.CancellationToken);

    private static async Task<bool> AnswersAsync(string connectionString)
    {
        try
        {
            return await TestSql.ScalarAsync(connectionString, "SELECT 1") is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
