using System.Diagnostics;
using Npgsql;
using StatusLevels.Testing;

namespace StatusLevels.Bench;

/// <summary>A process of the bench's own that is measured from outside, and stopped or killed.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    private const int SignalledToEnd = 143;

    private readonly Process process;
    private Task<string>? rest;
    private bool killed;

    private BenchNode(Process process) => this.process = process;

    /// <summary>When its process began.</summary>
    public DateTimeOffset StartedAt => new(process.StartTime.ToUniversalTime());

    public bool HasEnded => process.HasExited;

    /// <summary>What it has in memory now, MiB.</summary>
    public double Resident => Refreshed().WorkingSet64 / (1024d * 1024);

    /// <summary>The most it ever had in memory, MiB.</summary>
    public double Peak => Refreshed().PeakWorkingSet64 / (1024d * 1024);

    public TimeSpan Cpu => Refreshed().TotalProcessorTime;

    /// <summary>The bench itself as another process.</summary>
    /// <param name="database">What the node stores in.</param>
    /// <param name="words">What it is to do.</param>
    public static BenchNode Start(NpgsqlDataSource database, params string[] words) => Start(
        typeof(BenchNode).Assembly.Location, words,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = database.ConnectionString,
            ["CLUSTER"] = "local",
            ["MIGRATE_ON_START"] = "false",
        });

    /// <param name="program">The path of its assembly.</param>
    /// <param name="words">What it is to do.</param>
    /// <param name="environment">Its settings.</param>
    public static BenchNode Start(string program, IEnumerable<string> words, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. words])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new BenchNode(Process.Start(start)!);
    }

    /// <summary>The next line that it says; null: it has ended.</summary>
    public ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => process.StandardOutput.ReadLineAsync(cancellationToken);

    /// <summary>Nobody reads its lines any more: what it says must not stop it.</summary>
    public void StopListening() => rest = process.StandardOutput.ReadToEndAsync();

    /// <summary>Gives it a line to read.</summary>
    public async Task WriteLineAsync(string line, CancellationToken cancellationToken) =>
        await process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);

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
            Signal.Terminate.Send(process.Id);
        }

        await (rest ?? process.StandardOutput.ReadToEndAsync());
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
