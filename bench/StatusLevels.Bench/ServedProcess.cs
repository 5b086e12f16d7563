using System.Diagnostics;
using System.Globalization;

namespace StatusLevels.Bench;

/// <summary>A process that serves HTTP, is measured from outside, and announces where it listens.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private const string Announcement = "StatusLevels is ready at ";

    private readonly Process process;
    private readonly Task output;

    private ServedProcess(Process process, Uri address, TimeSpan readyAfter)
    {
        this.process = process;
        (Address, ReadyAfter) = (address, readyAfter);

        // What it says must not stop it.
        output = process.StandardOutput.ReadToEndAsync();
    }

    public Uri Address { get; }

    /// <summary>From its start to its announcement.</summary>
    public TimeSpan ReadyAfter { get; }

    /// <summary>What it has in memory now, MiB.</summary>
    public double Resident
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / (1024d * 1024);
        }
    }

    /// <param name="program">The name of its assembly, which lies beside the bench.</param>
    /// <param name="words">What it is to do.</param>
    /// <param name="environment">Its settings.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public static async Task<ServedProcess> StartAsync(
        string program, IEnumerable<string> words, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. words]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var began = Stopwatch.GetTimestamp();
        var started = Process.Start(start)!;
        while (await started.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.IndexOf(Announcement, StringComparison.Ordinal) is >= 0 and var at)
            {
                return new ServedProcess(started, new Uri(line[(at + Announcement.Length)..]), Stopwatch.GetElapsedTime(began));
            }
        }

        throw new InvalidOperationException($"{program} ended before it was ready; its error output says why.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
        }

        await output;
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
