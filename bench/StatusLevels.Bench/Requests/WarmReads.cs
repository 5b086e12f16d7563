using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Requests;

/// <summary>The public status of organizations in memory, beside the limit and beside the same without actors.</summary>
internal static class WarmReads
{
    private const int Organizations = 1_000;

    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<GoalRow>> MeasureAsync(RequestOptions options, Pair pair, CancellationToken cancellationToken)
    {
        var organizations = pair.Granted.Product.Take(Organizations).ToArray();
        await using var empty = await Peers.EmptyAsync(await BodyAsync(pair, organizations[0], cancellationToken), cancellationToken);
        using var toProduct = await Callers.ConnectAsync(pair.Product.Address, RequestOptions.Connections, cancellationToken);
        using var toEmpty = await Callers.ConnectAsync(empty.Address, RequestOptions.Connections, cancellationToken);
        using var toCrud = await Callers.ConnectAsync(pair.Crud.Address, RequestOptions.Connections, cancellationToken);
        var (mine, theirs) = (Any(organizations), Any([.. pair.Granted.Crud.Take(Organizations)]));

        (Callers To, Func<byte[]?> Next, List<double> Rates)[] turns = [(toProduct, mine, []), (toEmpty, mine, []), (toCrud, theirs, [])];
        foreach (var (to, next, _) in turns)
        {
            await to.SaturateAsync(next, Warmup, cancellationToken);
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (to, next, rates) in turns)
            {
                rates.Add(await to.SaturateAsync(next, options.Turn, cancellationToken));
            }
        }

        var (product, limit, crud) = (Medians.Of(turns[0].Rates), Medians.Of(turns[1].Rates), Medians.Of(turns[2].Rates));
        var (late, lateLimit) = await LatencyAsync(
            options, toProduct, toEmpty, Paths.Status(organizations[0]), product / 2, cancellationToken);
        return
        [
            GoalRow.AtLeast("public status, warm", "/s", product, "empty", limit, 0.85),
            GoalRow.AtLeast("the same", "/s", product, "crud", crud, 4),
            GoalRow.AtMost(
                $"the same at half its saturation ({GoalRow.Text(product / 2)}/s), p99", "ms", late, "empty, same load", lateLimit, 2),
        ];
    }

    private static async Task<(double Product, double Empty)> LatencyAsync(
        RequestOptions options, Callers toProduct, Callers toEmpty, ReadOnlyMemory<byte> request, double perSecond,
        CancellationToken cancellationToken)
    {
        var (product, empty) = (new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            product.Add(Medians.Quantile(await toProduct.OfferAsync(request, perSecond, options.Turn, cancellationToken), 0.99));
            empty.Add(Medians.Quantile(await toEmpty.OfferAsync(request, perSecond, options.Turn, cancellationToken), 0.99));
        }

        return (Medians.Of(product), Medians.Of(empty));
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(Pair pair, Guid organization, CancellationToken cancellationToken)
    {
        using var lane = await HttpLane.ConnectAsync(pair.Product.Address, cancellationToken);
        await lane.AskAsync(Paths.Status(organization), cancellationToken);
        return lane.Body.ToArray();
    }

    private static Func<byte[]?> Any(Guid[] organizations)
    {
        var requests = organizations.Select(static organization => Paths.Status(organization)).ToArray();
        return () => requests[Random.Shared.Next(requests.Length)];
    }
}
