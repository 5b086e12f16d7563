using System.Collections.Concurrent;
using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Requests;

/// <summary>The product and the peer that does the same work without actors, asked in turns.</summary>
internal sealed class Pair(RequestOptions options, BenchProduct product, ServedProcess crud, GrantedOrganizations granted)
{
    // Until what runs is compiled for good, which takes its part of the two cores.
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(10);

    public BenchProduct Product => product;

    public ServedProcess Crud => crud;

    public GrantedOrganizations Granted => granted;

    /// <summary>Grants of B to ever new organizations.</summary>
    public async Task<GoalRow> ChangesAsync(CancellationToken cancellationToken)
    {
        var (mine, theirs) = await TurnsAsync(() => Granting(granted.Product), () => Granting(granted.Crud), cancellationToken);
        return GoalRow.AtLeast(
            "a grant, everything included (decision, state, history, read model, notices, outbox, reminder)", "/s", mine, "crud", theirs,
            0.8);
    }

    /// <summary>Changes of one and the same organization.</summary>
    public async Task<GoalRow> HotAsync(CancellationToken cancellationToken)
    {
        var organization = granted.Product.First();
        var (verify, upsert) = (Paths.Verification(organization, product.Key), Paths.Grant(granted.Crud.First(), product.Key));
        var (mine, theirs) = await TurnsAsync(() => verify, () => upsert, cancellationToken);
        return GoalRow.AtLeast("one hot organization, concurrent changes (verifications of B)", "/s", mine, "crud, one row", theirs, 0.9);
    }

    /// <summary>The public status of organizations that are not in memory, each asked once.</summary>
    public async Task<GoalRow> ColdAsync(CancellationToken cancellationToken)
    {
        using var toProduct = await Callers.ConnectAsync(product.Address, RequestOptions.Connections, cancellationToken);
        using var toCrud = await Callers.ConnectAsync(crud.Address, RequestOptions.Connections, cancellationToken);
        var (mine, theirs) = (new List<double>(), new List<double>());
        var each = Math.Min(options.Organizations, Math.Min(granted.Product.Count, granted.Crud.Count) / (options.Rounds + 1));

        // Ids that nobody knows, and the first round, compile what the others run; they count for nothing.
        foreach (var to in new[] { toProduct, toCrud })
        {
            await to.SaturateAsync(static () => Paths.Status(Guid.NewGuid()), Warmup, cancellationToken);
        }

        for (var round = 0; round <= options.Rounds; round++)
        {
            mine.Add(await toProduct.SaturateAsync(Once(granted.Product, each), Timeout.InfiniteTimeSpan, cancellationToken));
            theirs.Add(await toCrud.SaturateAsync(Once(granted.Crud, each), Timeout.InfiniteTimeSpan, cancellationToken));
        }

        return GoalRow.AtLeast(
            $"public status, cold: {each:N0} organizations a turn, each once", "/s", Medians.Of(mine.Skip(1)), "crud",
            Medians.Of(theirs.Skip(1)), 0.7);
    }

    private async Task<(double Product, double Crud)> TurnsAsync(
        Func<byte[]?> mine, Func<byte[]?> theirs, CancellationToken cancellationToken)
    {
        using var toProduct = await Callers.ConnectAsync(product.Address, RequestOptions.Connections, cancellationToken);
        using var toCrud = await Callers.ConnectAsync(crud.Address, RequestOptions.Connections, cancellationToken);
        await toProduct.SaturateAsync(mine, Warmup, cancellationToken);
        await toCrud.SaturateAsync(theirs, Warmup, cancellationToken);
        var (mineRates, theirRates) = (new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            mineRates.Add(await toProduct.SaturateAsync(mine, options.Turn, cancellationToken));
            theirRates.Add(await toCrud.SaturateAsync(theirs, options.Turn, cancellationToken));
        }

        return (Medians.Of(mineRates), Medians.Of(theirRates));
    }

    private byte[] Granting(ConcurrentQueue<Guid> into)
    {
        var organization = Guid.NewGuid();
        into.Enqueue(organization);
        return Paths.Grant(organization, product.Key);
    }

    private static Func<byte[]?> Once(ConcurrentQueue<Guid> from, int count)
    {
        var requests = GrantedOrganizations.Take(from, count).Select(static organization => Paths.Status(organization)).ToArray();
        var asked = -1;
        return () => Interlocked.Increment(ref asked) is var number && number < requests.Length ? requests[number] : null;
    }
}
