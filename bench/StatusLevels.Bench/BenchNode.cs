using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace StatusLevels.Bench;

/// <summary>A process of the bench's own that is measured from outside, and stopped or killed.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    private const int SignalledToEnd = 143;

    private readonly Process process;
    private bool killed;

    private BenchNode(Process process) => this.process = process;

    /// <summary>When its process began.</summary>
    public DateTimeOffset StartedAt => new(process.StartTime.ToUniversalTime());

    /// <summary>What it has in memory now, MiB.</summary>
    public double Resident => Refreshed().WorkingSet64 / (1024d * 1024);

    /// <summary>The most it ever had in memory, MiB.</summary>
    public double Peak => Refreshed().PeakWorkingSet64 / (1024d * 1024);

    public TimeSpan Cpu => Refreshed().TotalProcessorTime;

    /// <param name="database">What the node stores in.</param>
    /// <param name="words">What it is to do.</param>
    public static BenchNode Start(NpgsqlDataSource database, params string[] words) => new(Process.Start(
        new ProcessStartInfo("dotnet", [typeof(BenchNode).Assembly.Location, .. words])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DATABASE_URL"] = database.ConnectionString, ["CLUSTER"] = "local", ["MIGRATE_ON_START"] = "false" },
        })!);

    /// <summary>The next line that it says; null: it has ended.</summary>
    public ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => process.StandardOutput.ReadLineAsync(cancellationToken);

    /// <summary>Gives it a line to read.</summary>
    public async Task WriteLineAsync(string line, CancellationToken cancellationToken) => await process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        killed = true;
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
        }

        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var ended = process.ExitCode;
        process.Dispose();
        if (!killed && ended is not (0 or SignalledToEnd))
        {
            throw new InvalidOperationException($"The measured node ended with exit code {ended}; its error output says why.");
        }
    }

    private Process Refreshed()
    {
        process.Refresh();
        return process;
    }
}
