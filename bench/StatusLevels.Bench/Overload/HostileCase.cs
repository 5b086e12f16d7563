using System.Security.Cryptography;
using StatusLevels.Testing;

namespace StatusLevels.Bench.Overload;

/// <summary>How callers fare while thousands of connections are in everybody's way.</summary>
internal static class HostileCase
{
    /// <summary>What the others ask for, of each kind.</summary>
    public const double PerSecond = 50;

    private const string MostPublic = "60000";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<List<string[]>> MeasureAsync(
        BenchServer server, string kind, Hostility hostility, OverloadOptions options, CancellationToken cancellationToken)
    {
        await using var database = await server.CreateDatabaseAsync($"overload_{hostility}", cancellationToken);
        // Enough for the others, and not for those who fail by the thousand.
        await using var product = await BenchProduct.StartAsync(
            database, cancellationToken,
            ("PUBLIC_PER_MINUTE", MostPublic),
            ("PAYMENTS_WEBHOOK_SECRETS", $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}"));
        using var reads = new LoadGenerator(product, OverloadOptions.Reads);
        using var changes = new LoadGenerator(product, OverloadOptions.Changes);
        await OfferAsync();
        var before = await OfferAsync();

        Answers[] during;
        await using (var hostile = HostileCallers.Start(product.Address, hostility, options.Hostile))
        {
            await Eventually.HoldsAsync(() => hostile.There > options.Hostile * 3 / 4, Patience, "the hostile callers are there");
            during = await OfferAsync();
        }

        var after = await OfferAsync();
        return
        [
            .. await RowsAsync("before", before),
            .. await RowsAsync($"{options.Hostile:#,0} hostile", during),
            .. await RowsAsync("afterwards", after),
        ];

        Task<Answers[]> OfferAsync() => Task.WhenAll(
            reads.OfferAsync(PerSecond, options.Phase, cancellationToken), changes.OfferAsync(PerSecond, options.Phase, cancellationToken));

        async Task<string[][]> RowsAsync(string phase, Answers[] answers) =>
        [
            OverloadBench.Row(kind, $"{phase}, reads", PerSecond, answers[0], before[0], lost: null),
            OverloadBench.Row(
                kind, $"{phase}, changes", PerSecond, answers[1], before[1],
                await AcknowledgedGrants.CountLostAsync(database, answers[1].Acknowledged, cancellationToken)),
        ];
    }
}
