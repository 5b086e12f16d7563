using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Requests;

/// <summary>The product beside an endpoint that answers a constant of the same size, asked in turns.</summary>
internal sealed class BesideEmpty : IAsyncDisposable
{
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(3);

    private readonly int rounds;
    private readonly TimeSpan turn;
    private readonly byte[][] requests;
    private readonly byte[] constant = Paths.Status(Guid.Empty);
    private readonly ServedProcess empty;
    private readonly Callers toProduct;
    private readonly Callers toEmpty;

    private BesideEmpty(int rounds, TimeSpan turn, byte[][] requests, ServedProcess empty, Callers toProduct, Callers toEmpty) =>
        (this.rounds, this.turn, this.requests, this.empty, this.toProduct, this.toEmpty) =
        (rounds, turn, requests, empty, toProduct, toEmpty);

    /// <param name="product">Where the product is.</param>
    /// <param name="requests">What is asked of it, in any order.</param>
    /// <param name="connections">How many callers there are.</param>
    /// <param name="rounds">How many alternating turns.</param>
    /// <param name="turn">How long each lasts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<BesideEmpty> StartAsync(
        Uri product, byte[][] requests, int connections, int rounds, TimeSpan turn, CancellationToken cancellationToken)
    {
        using var lane = await HttpLane.ConnectAsync(product, cancellationToken);
        await lane.AskAsync(requests[0], cancellationToken);
        var peer = await Peers.EmptyAsync(lane.Body.ToArray(), cancellationToken);
        return new(
            rounds, turn, requests, peer, await Callers.ConnectAsync(product, connections, cancellationToken),
            await Callers.ConnectAsync(peer.Address, connections, cancellationToken));
    }

    /// <summary>How many a second both answer: medians of the turns.</summary>
    public async Task<(double Product, double Empty)> SaturateAsync(CancellationToken cancellationToken)
    {
        await toProduct.SaturateAsync(Any, Warmup, cancellationToken);
        await toEmpty.SaturateAsync(() => constant, Warmup, cancellationToken);
        var (mine, limit) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            mine.Add(await toProduct.SaturateAsync(Any, turn, cancellationToken));
            limit.Add(await toEmpty.SaturateAsync(() => constant, turn, cancellationToken));
        }

        return (Medians.Of(mine), Medians.Of(limit));
    }

    /// <summary>Both at the same load: the 99th hundredth of what answers took, in milliseconds.</summary>
    public async Task<(double Product, double Empty)> OfferAsync(double perSecond, CancellationToken cancellationToken)
    {
        var (mine, limit) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            mine.Add(Medians.Quantile(await toProduct.OfferAsync(requests[0], perSecond, turn, cancellationToken), 0.99));
            limit.Add(Medians.Quantile(await toEmpty.OfferAsync(constant, perSecond, turn, cancellationToken), 0.99));
        }

        return (Medians.Of(mine), Medians.Of(limit));
    }

    public async ValueTask DisposeAsync()
    {
        toProduct.Dispose();
        toEmpty.Dispose();
        await empty.DisposeAsync();
    }

    private byte[] Any() => requests[Random.Shared.Next(requests.Length)];
}
