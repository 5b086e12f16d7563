using Microsoft.Extensions.Hosting;

namespace StatusLevels.Bench.Ticks;

/// <summary>The silo whose ticks are measured, in a process of its own: the product's composition, nothing added.</summary>
internal static class TickNode
{
    public const string Verb = "tick-node";

    private const string Ready = "ready";

    public static async Task RunAsync()
    {
        await using var silo = await BenchSilo.StartAsync(databaseUrl: null, CancellationToken.None);
        await Console.Out.WriteLineAsync(Ready);
        await silo.Host.WaitForShutdownAsync();
    }

    /// <summary>Waits until a node that was started with the verb is up.</summary>
    public static async Task WaitAsync(BenchNode node, CancellationToken cancellationToken)
    {
        while (await node.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == Ready)
            {
                return;
            }
        }

        throw new InvalidOperationException("The measured node ended before it was ready; its error output says why.");
    }
}
