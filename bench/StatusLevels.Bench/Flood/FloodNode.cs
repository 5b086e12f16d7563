using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Bench.Flood;

/// <summary>A silo of the product's in a process of its own, which is asked for so many organizations that nobody ever touched.</summary>
internal static class FloodNode
{
    public const string Verb = "flood-node";
    public const string Ready = "ready";
    public const string Flooded = "flooded";
    public const string Settled = "settled";

    /// <summary>From when it is ready until the flood begins: the time in which it is measured idle.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    private const int AtOnce = 32;

    // An organization that was never touched leaves within seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(int ids)
    {
        await using var silo = await BenchSilo.StartAsync(databaseUrl: null, CancellationToken.None);
        await Console.Out.WriteLineAsync(Ready);
        await Task.Delay(IdleTime);

        var began = Stopwatch.GetTimestamp();
        var some = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        await Parallel.ForEachAsync(Enumerable.Range(0, ids), some, async (_, stopping) =>
        {
            var organization = silo.Grains.OrganizationStatus(new OrganizationId(Guid.NewGuid()));
            await organization.GetStatus();
            await organization.GetHistory(new HistoryQuery(0, 20), stopping);
            await organization.GetTimeline();
        });
        await Console.Out.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{Flooded} {Stopwatch.GetElapsedTime(began).TotalSeconds}"));

        var left = await Eventually.LastSeenAsync(
            () => LeftAsync(silo), static left => left == 0, Patience, TimeSpan.FromMilliseconds(500), CancellationToken.None);

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Settled} {left}"));
        await silo.Host.WaitForShutdownAsync();
    }

    private static async Task<int> LeftAsync(BenchSilo silo)
    {
        var statistics = await silo.Grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return statistics.Where(kind => kind.GrainType.Contains("OrganizationStatusGrain", StringComparison.Ordinal))
            .Sum(kind => kind.ActivationCount);
    }
}
