using System.Collections.Concurrent;
using System.Diagnostics;

namespace StatusLevels.Testing.Cluster;

/// <summary>
/// Callers from outside: changes and reads at a fixed rate, spread over all nodes in turn, whatever becomes of the ones before.
/// It remembers every change that was acknowledged, and holds every read against what had been acknowledged before it was asked.
/// </summary>
public sealed class Load : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly LoadOptions options;
    private readonly LoadedOrganization[] organizations;
    private readonly NodeTally[] nodes;
    private readonly LoadRequests requests;
    private readonly ConcurrentDictionary<Task, byte> open = new();
    private CancellationTokenSource stopping = new();
    private Task pacing = Task.CompletedTask;
    private int turn;

    public Load(IReadOnlyList<Uri> addresses, string key, LoadOptions? options = null)
        : this([.. addresses.Select((address, index) => new NodeTally($"node {index + 1}", address))], key, options ?? new LoadOptions())
    {
    }

    private Load(NodeTally[] nodes, string key, LoadOptions options)
    {
        this.options = options;
        this.nodes = nodes;

        // Whole milliseconds are what the product keeps.
        var first = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(300), TimeSpan.Zero);
        organizations = [.. Enumerable.Range(0, options.Organizations).Select(_ => new LoadedOrganization(first))];
        requests = new LoadRequests(nodes, key, options);
    }

    public LoadOptions Options => options;

    /// <summary>What callers got, node by node, in the order of the addresses.</summary>
    public IReadOnlyList<NodeTally> Nodes => nodes;

    /// <summary>What callers got from all nodes together, since <see cref="Begin"/>.</summary>
    public LoadTally Tally => requests.Tally;

    internal IReadOnlyList<LoadedOrganization> Organizations => organizations;

    /// <summary>Gives B to each organization once, and tries until it is done: after this every node has served.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken = default)
    {
        var few = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(organizations, few, async (organization, _) =>
        {
            for (var attempt = 0; !organization.IsGranted && attempt < 20; attempt++)
            {
                await requests.ChangeAsync(organization, NextNode(), cancellationToken);
            }
        });
        if (organizations.FirstOrDefault(organization => !organization.IsGranted) is { } left)
        {
            throw new InvalidOperationException($"Organization {left.Id} got no level: {Tally.Describe()} {Tally.FirstUnexpected}");
        }

        // Every node reads every organization once: what is to be compiled is, and connections are open.
        foreach (var node in nodes)
        {
            await Parallel.ForEachAsync(organizations, few, async (organization, _) =>
                await requests.ReadAsync(organization, Array.IndexOf(nodes, node), cancellationToken));
        }

        Begin();
    }

    /// <summary>From here on gaps and failures count; acknowledged changes always do.</summary>
    public void Begin()
    {
        foreach (var node in nodes)
        {
            node.Begin();
        }

        Tally.Begin();
    }

    /// <summary>Begins to ask.</summary>
    public void Start()
    {
        stopping = new CancellationTokenSource();
        Begin();
        pacing = Task.WhenAll(
            PaceAsync(options.ChangesPerSecond, ChangeSomeAsync), PaceAsync(options.ReadsPerSecond, ReadSomeAsync));
    }

    /// <summary>Asks no more, and waits for the answers that are due still.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await pacing;
        while (!open.IsEmpty)
        {
            await Task.WhenAll(open.Keys);
            await Task.Yield();
        }

        foreach (var organization in organizations)
        {
            Tally.Wait(organization.FailingFor());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
        requests.Dispose();
    }

    private async Task PaceAsync(double perSecond, Func<int, Task> ask)
    {
        var since = Stopwatch.GetTimestamp();
        var number = 0;
        while (!stopping.IsCancellationRequested)
        {
            for (; number < Stopwatch.GetElapsedTime(since).TotalSeconds * perSecond; number++)
            {
                Track(ask(number));
            }

            await Task.Delay(Step);
        }
    }

    private void Track(Task asked)
    {
        open[asked] = 0;
        _ = asked.ContinueWith(
            done => open.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    // The next organization that has no change under way; nobody is asked while all have.
    private Task ChangeSomeAsync(int number)
    {
        for (var step = 0; step < organizations.Length; step++)
        {
            var organization = organizations[(number + step) % organizations.Length];
            if (organization.TryTake())
            {
                return Task.Run(async () =>
                {
                    try
                    {
                        await requests.ChangeAsync(organization, NextNode(), CancellationToken.None);
                    }
                    finally
                    {
                        organization.GiveBack();
                    }
                });
            }
        }

        return Task.CompletedTask;
    }

    private Task ReadSomeAsync(int number) =>
        Task.Run(() => requests.ReadAsync(organizations[(int)(number * 7919L % organizations.Length)], NextNode(), CancellationToken.None));

    private int NextNode() => (int)((uint)Interlocked.Increment(ref turn) % (uint)nodes.Length);
}
