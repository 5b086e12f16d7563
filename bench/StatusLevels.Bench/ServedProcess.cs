using System.Diagnostics;

namespace StatusLevels.Bench;

/// <summary>A process that serves HTTP, is measured from outside, and announces where it listens.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private const string Announcement = "StatusLevels is ready at ";

    private readonly BenchNode node;

    private ServedProcess(BenchNode node, Uri address, TimeSpan readyAfter)
    {
        this.node = node;
        (Address, ReadyAfter) = (address, readyAfter);
        node.StopListening();
    }

    public Uri Address { get; }

    /// <summary>From its start to its announcement.</summary>
    public TimeSpan ReadyAfter { get; }

    /// <summary>What it has in memory now, MiB.</summary>
    public double Resident => node.Resident;

    /// <summary>The most it ever had in memory, MiB.</summary>
    public double Peak => node.Peak;

    /// <param name="program">The name of its assembly, which lies beside the bench.</param>
    /// <param name="words">What it is to do.</param>
    /// <param name="environment">Its settings.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public static async Task<ServedProcess> StartAsync(
        string program, IEnumerable<string> words, IEnumerable<KeyValuePair<string, string>> environment,
        CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var started = BenchNode.Start(Path.Combine(AppContext.BaseDirectory, program), words, environment);
        while (await started.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.IndexOf(Announcement, StringComparison.Ordinal) is >= 0 and var at)
            {
                return new ServedProcess(started, new Uri(line[(at + Announcement.Length)..]), Stopwatch.GetElapsedTime(began));
            }
        }

        throw new InvalidOperationException($"{program} ended before it was ready; its error output says why.");
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();
}
