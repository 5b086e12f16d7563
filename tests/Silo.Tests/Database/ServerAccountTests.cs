using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

/// <summary>Run as root they show both worlds: root's, and through a second process that of a normal user.</summary>
public sealed class ServerAccountTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_server_never_runs_as_root()
    {
        await using var server = await StartAsync(folder.Path);

        // The server's account owns the trace that it writes.
        var trace = Path.Combine(server.Folder, "data", "postmaster.pid");
        Assert.Equal(
            Environment.IsPrivilegedProcess
                ? (await ServerAccount.UnprivilegedAsync(null, TestContext.Current.CancellationToken)).Name
                : Environment.UserName,
            await OwnerOfAsync(trace));
    }

    [Fact]
    public async Task A_normal_user_runs_the_server_directly_and_finds_the_data_again()
    {
        var command = await AsNormalUserAsync();
        for (var start = 1; start <= 2; start++)
        {
            await using var held = await HeldServer.StartAsync(command);
            Signal.Terminate.Send(held.OwnerId);
            Assert.Equal([$"starts {start}", "stopped"], await held.LastWordsAsync());
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        // Root then runs it as the user who made it, who so keeps access.
        await using (var server = await StartAsync(Path.Combine(folder.Path, "data")))
        {
            Assert.Equal(2L, await TestSql.ScalarAsync(server.ConnectionString, "SELECT count(*) FROM starts"));
        }

        Assert.Equal("nobody", await OwnerOfAsync(Path.Combine(folder.Path, "data", "postgres", "data")));
    }

    [Fact]
    public async Task A_closed_folder_above_is_no_obstacle()
    {
        var closed = Path.Combine(folder.Path, "closed");
        PrivateFiles.CreateFolder(closed);
        var data = Path.Combine(closed, "data");
        string where;
        await using (var server = await StartAsync(data))
        {
            where = server.Folder;
            await TestSql.ExecuteAsync(server.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        await using (var server = await StartAsync(data))
        {
            Assert.Equal(where, server.Folder);
            Assert.Equal(42, await TestSql.ScalarAsync(server.ConnectionString, "SELECT answer FROM kept"));
        }

        // Only root, whose server runs as somebody else, has to go to the system's folder; a user's own server is at home there.
        Assert.StartsWith(Environment.IsPrivilegedProcess ? SystemFolder : data, where, StringComparison.Ordinal);
        Assert.Equal(Environment.IsPrivilegedProcess, File.Exists(Path.Combine(data, "postgres.location")));
    }

    [Fact]
    public async Task Copies_of_a_data_folder_do_not_share_one_server()
    {
        var closed = Path.Combine(folder.Path, "closed");
        PrivateFiles.CreateFolder(closed);
        await using var first = await StartAsync(Path.Combine(closed, "data"));
        await new ExternalCommand("cp", "-R", Path.Combine(closed, "data"), Path.Combine(closed, "copy")).RunAsync(
            TestContext.Current.CancellationToken);

        if (Environment.IsPrivilegedProcess)
        {
            var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(Path.Combine(closed, "copy")));
            Assert.Contains(first.Folder, refusal.Message, StringComparison.Ordinal);
        }
        else
        {
            await using var second = await StartAsync(Path.Combine(closed, "copy"));
            Assert.NotEqual(first.ConnectionString, second.ConnectionString, StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task A_database_that_has_gone_from_the_system_folder_is_not_replaced_by_an_empty_one()
    {
        var data = Path.Combine(folder.Path, "data");
        Directory.CreateDirectory(data);
        var pointer = Path.Combine(data, "postgres.location");
        await File.WriteAllTextAsync(pointer, Path.Combine(SystemFolder, "gone"), TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(data));
        Assert.Contains(pointer, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_finds_what_was_kept_elsewhere()
    {
        var command = await AsNormalUserAsync();
        var elsewhere = Path.Combine(folder.Path, "elsewhere");
        await PointToAsync(elsewhere, Environment.IsPrivilegedProcess ? "nobody" : Environment.UserName, "700");

        await using var held = await HeldServer.StartAsync(command);
        Signal.Terminate.Send(held.OwnerId);

        Assert.Equal(["starts 1", "stopped"], await held.LastWordsAsync());
        Assert.True(Directory.Exists(Path.Combine(elsewhere, "data")));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "data", "postgres")));
    }

    [Fact]
    public async Task A_user_who_cannot_reach_it_gets_no_empty_database_instead()
    {
        var command = await AsNormalUserAsync();
        var elsewhere = Path.Combine(folder.Path, "elsewhere");
        await PointToAsync(elsewhere, Environment.UserName, "000");

        var refused = await command.RunAsync(TestContext.Current.CancellationToken);

        // Whoever is not root could not remove it.
        await ShellAsync("chmod 700 \"$1\"", elsewhere);

        Assert.Contains("is out of reach for user", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "data", "postgres")));
    }

    /// <summary>Root can be somebody whom no name belongs to.</summary>
    [Fact]
    public async Task A_user_without_a_name_borrows_one_or_is_told_how()
    {
        var command = await AsNormalUserAsync();
        if (Environment.IsPrivilegedProcess)
        {
            await ShellAsync("chown 54321:54321 \"$1\"", Path.Combine(folder.Path, "data"));
            command = new ExternalCommand(
                "setpriv",
                ["--reuid", "54321", "--regid", "54321", "--clear-groups", "--",
                    .. command.Arguments.SkipWhile(word => word != "--").Skip(1)]);
        }

        using var process = Process.Start(
            new ProcessStartInfo(command.Program, command.Arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/"
            })!;
        var said = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (said is null)
        {
            Assert.Contains(
                "User 54321 has no name on this machine", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
            return;
        }

        Assert.StartsWith("ready ", said, StringComparison.Ordinal);
        Signal.Terminate.Send(process.Id);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void Every_way_to_another_user_passes_the_arguments_unharmed()
    {
        var command = new ExternalCommand("/opt/a b/initdb", "--pgdata", "it's $here");

        var ways = ServerAccount.WaysTo("postgres", "104").Select(way => way(command)).ToList();

        Assert.Equal("setpriv runuser su", string.Join(' ', ways.Select(way => way.Program)));
        Assert.Equal(
            (string[])["--reuid", "postgres", "--regid", "104", "--init-groups", "--", "/opt/a b/initdb", "--pgdata", "it's $here"],
            ways[0].Arguments);
        Assert.Equal(["-u", "postgres", "--", "/opt/a b/initdb", "--pgdata", "it's $here"], ways[1].Arguments);
        Assert.Equal(["-s", "/bin/sh", "postgres", "-c", "exec '/opt/a b/initdb' '--pgdata' 'it'\\''s $here'"], ways[2].Arguments);
    }

    [Fact]
    public async Task Every_way_that_is_installed_works_for_root()
    {
        var worked = 0;
        foreach (
            var way in ServerAccount.WaysTo(
                "nobody", (await new ExternalCommand("id", "-g", "nobody").RunAsync(TestContext.Current.CancellationToken)).Output))
        {
            var answer = await way(new ExternalCommand("printf", "%s", "it's $me")).RunAsync(TestContext.Current.CancellationToken);
            Assert.True(!answer.Succeeded || answer.Output is "it's $me", answer.Output);
            worked += answer.Succeeded ? 1 : 0;
        }

        Assert.Equal(Environment.IsPrivilegedProcess, worked > 0);
    }

    private string SystemFolder => Path.Combine(folder.Path, "system");

    private Task<PrivatePostgres> StartAsync(string dataDirectory) => PrivatePostgres.StartAsync(
        new PrivatePostgresOptions { DataDirectory = dataDirectory, SystemDirectory = SystemFolder, Durable = false }, NullLogger.Instance,
        TestContext.Current.CancellationToken);

    /// <summary>
    /// The command line that holds a server as this user, or under root as nobody, who gets readable copies of what lies in root's home.
    /// </summary>
    private async Task<ExternalCommand> AsNormalUserAsync()
    {
        var data = Path.Combine(folder.Path, "data");
        if (!Environment.IsPrivilegedProcess)
        {
            return HeldServer.Command(data);
        }

        var group = await new ExternalCommand("id", "-g", "nobody").RunAsync(TestContext.Current.CancellationToken);
        var asNobody = ServerAccount.WaysTo("nobody", group.Output).First();
        var tests = Path.Combine(folder.Path, "tests");
        await ShellAsync("cp -RL \"$1\" \"$2\" && chmod -R a+rX \"$2\" && mkdir \"$3\" && chown nobody: \"$3\"", AppContext.BaseDirectory, tests, data);
        var runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var dotnet = Path.Combine(runtime, "dotnet");
        if (!(await asNobody(new ExternalCommand("test", "-x", dotnet)).RunAsync(TestContext.Current.CancellationToken)).Succeeded)
        {
            var copy = Path.Combine(folder.Path, "dotnet");
            await ShellAsync("mkdir \"$2\" && cp -RL \"$1/dotnet\" \"$1/host\" \"$1/shared\" \"$2\" && chmod -R a+rX \"$2\"", runtime, copy);
            dotnet = Path.Combine(copy, "dotnet");
        }

        return asNobody(HeldServer.Command(data, tests, dotnet));
    }

    // As root leaves it whose account could not get into the data folder.
    private async Task PointToAsync(string elsewhere, string owner, string mode)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "data"));
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "data", "postgres.location"), elsewhere, TestContext.Current.CancellationToken);
        await ShellAsync("mkdir \"$1\" && chown \"$2\" \"$1\" && chmod \"$3\" \"$1\"", elsewhere, owner, mode);
    }

    private static async Task<string> OwnerOfAsync(string path) =>
        (
            await new ExternalCommand("stat", OperatingSystem.IsMacOS() ? "-f" : "-c", OperatingSystem.IsMacOS() ? "%Su" : "%U", path)
                .RunAsync(TestContext.Current.CancellationToken)).Output;

    private static async Task ShellAsync(string script, params string[] arguments)
    {
        var answer = await new ExternalCommand("sh", ["-c", script, "sh", .. arguments]).RunAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.Succeeded, answer.Said);
    }
}
