using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database;

/// <summary>
/// A private server whose owner is another process. It says "ready" with the server's process id; when interrupted or terminated it asks
/// the server something first, as a product does that writes its last changes, then stops it and says what it was told.
/// </summary>
internal sealed class HeldServer : IAsyncDisposable
{
    public const string Verb = "hold-server";

    private readonly Process owner;

    private HeldServer(Process owner, int serverId)
    {
        this.owner = owner;
        Server = new ServerProcess(serverId);
    }

    public int OwnerId => owner.Id;

    public ServerProcess Server { get; }

    public static async Task<HeldServer> StartAsync(ExternalCommand command)
    {
        var process = Process.Start(
            new ProcessStartInfo(command.Program, command.Arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                WorkingDirectory = "/"
            })!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("ready ", line, StringComparison.Ordinal);
        return new HeldServer(process, int.Parse(line!["ready ".Length..], CultureInfo.InvariantCulture));
    }

    /// <summary>The command line of such a process, from the folder of these tests or a copy of it.</summary>
    public static ExternalCommand Command(string dataDirectory, string? testFolder = null, string dotnet = "dotnet") =>
        new(
            dotnet, Path.Combine(testFolder ?? AppContext.BaseDirectory, $"{typeof(HeldServer).Assembly.GetName().Name}.dll"), Verb,
            dataDirectory);

    /// <summary>The program of that process.</summary>
    public static async Task<int> HoldAsync(string dataDirectory)
    {
        var asked = new TaskCompletionSource();
        using var signals = new StopSignals();
        await using var registration = signals.Token.Register(asked.SetResult);
        await using (var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = dataDirectory, Durable = false }, NullLogger.Instance, CancellationToken.None))
        {
            await TestSql.ExecuteAsync(server.ConnectionString, "CREATE TABLE IF NOT EXISTS starts (at timestamptz DEFAULT now()); INSERT INTO starts DEFAULT VALUES");
            await Console.Out.WriteLineAsync($"ready {server.Process!.Id}");
            await asked.Task;
            await Console.Out.WriteLineAsync($"starts {await TestSql.ScalarAsync(server.ConnectionString, "SELECT count(*) FROM starts")}");
        }

        await Console.Out.WriteLineAsync("stopped");
        return 0;
    }

    /// <summary>What <c>kill -9</c> does to the owner: it can clean up nothing.</summary>
    public async Task KillOwnerAsync()
    {
        owner.Kill();
        await owner.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What the owner says from now on, to its end.</summary>
    public async Task<string[]> LastWordsAsync()
    {
        var words = await owner.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await owner.WaitForExitAsync(TestContext.Current.CancellationToken);
        return words.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        if (!owner.HasExited)
        {
            owner.Kill();
        }

        Signal.Quit.Send(Server.Id);
        await Eventually.HoldsAsync(() => !Server.IsAlive);
        owner.Dispose();
    }
}
