using System.Globalization;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Bench.Requests;

/// <summary>
/// A silo of the product's in a process of its own that says what it has in memory, reads
/// what organizations it is to wake, wakes them or bare grains in their place, and says it again.
/// </summary>
internal static class WarmNode
{
    public const string Verb = "warm-node";

    /// <summary>Wakes what the product keeps in memory.</summary>
    public const string Product = "product";

    /// <summary>Wakes <see cref="BareGrain"/>s.</summary>
    public const string Bare = "bare";

    private const int AtOnce = 32;
    private const int Rehearsal = 2_000;

    /// <param name="kind"><see cref="Product"/> or <see cref="Bare"/>.</param>
    public static async Task RunAsync(string kind)
    {
        await using var silo = await BenchSilo.StartAsync(databaseUrl: null, CancellationToken.None);

        // What reads cost once and for all does not count for those that are read.
        await WakeAsync(silo, kind, Enumerable.Range(0, Rehearsal).Select(_ => Guid.NewGuid()));
        await Task.Delay(TimeSpan.FromSeconds(5));
        await SayAsync();

        var organizations = new List<Guid>();
        while (await Console.In.ReadLineAsync() is { Length: > 0 } line)
        {
            organizations.Add(Guid.Parse(line));
        }

        await WakeAsync(silo, kind, organizations);
        await SayAsync();
    }

    private static Task WakeAsync(BenchSilo silo, string kind, IEnumerable<Guid> organizations) => Parallel.ForEachAsync(
        organizations,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (organization, _) => await (kind == Bare
            ? (Task)silo.Grains.GetGrain<IBareGrain>(organization).GetVersion()
            : silo.Grains.OrganizationStatus(new OrganizationId(organization)).GetStatus()));

    private static async Task SayAsync()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await Console.Out.WriteLineAsync((Environment.WorkingSet / (1024d * 1024)).ToString(CultureInfo.InvariantCulture));
    }
}
