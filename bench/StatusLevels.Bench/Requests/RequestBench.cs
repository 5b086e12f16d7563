using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Requests;

/// <summary>
/// Requests to the product, to an empty endpoint (the limit) and to the same service without
/// actors, in turns: what a caller gets, side by side on the same machine and the same PostgreSQL.
/// </summary>
internal static class RequestBench
{
    public static async Task<IReadOnlyList<GoalRow>> RunAsync(RequestOptions options, string command, CancellationToken cancellationToken)
    {
        var table = new ResultTable(
            "requests", command,
            [
                "product, peers (bench/peers), their PostgreSQL and the callers on the same two cores; product and crud each have a "
                + "database of their own on the same server",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{RequestOptions.Connections} connections where not said otherwise, each asks again as soon as it has its answer; "
                    + $"medians of {options.Rounds} alternating turns of {options.Turn.TotalSeconds:0} s"),
                "empty: a minimal endpoint that answers a constant of the same size; crud: minimal endpoints and Npgsql, without "
                + "decision, hash chain, notices and reminder",
                "callers are raw sockets: the framework's client would take most of the machine and make everybody look alike",
            ],
            GoalRow.Header);
        var rows = new List<GoalRow>();
        await using (var server = await BenchServer.StartAsync(cancellationToken))
        {
            await using var mine = await server.CreateDatabaseAsync("requests_product", cancellationToken);
            await using var theirs = await server.CreateDatabaseAsync("requests_crud", cancellationToken);
            await foreach (var row in MeasureAsync(options, mine, theirs, cancellationToken))
            {
                await Console.Error.WriteLineAsync(string.Join(" | ", row.Cells()));
                rows.Add(row);
                table.Add(row.Cells());
            }
        }

        await table.PublishAsync(TimeProvider.System.GetUtcNow());
        return rows;
    }

    private static async IAsyncEnumerable<GoalRow> MeasureAsync(
        RequestOptions options, NpgsqlDataSource mine, NpgsqlDataSource theirs,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var granted = new GrantedOrganizations();
        await using (var product = await BenchProduct.StartAsync(mine, cancellationToken, ("CORS_ORIGINS", BrowserReads.FrontEnd)))
        await using (var crud = await Peers.CrudAsync(theirs, cancellationToken))
        {
            var pair = new Pair(options, product, crud, granted);
            // Everything else needs organizations that are there.
            var changes = await pair.ChangesAsync(cancellationToken);
            if (await AcknowledgedGrants.CountLostAsync(mine, granted.Product, cancellationToken) is > 0 and var lost)
            {
                throw new InvalidOperationException($"{lost} of {granted.Product.Count} acknowledged grants are lost or there twice.");
            }

            if (options.Rows.Contains(RequestRow.Changes))
            {
                yield return changes;
            }

            if (options.Rows.Contains(RequestRow.Warm))
            {
                foreach (var row in await WarmReads.MeasureAsync(options, pair, cancellationToken))
                {
                    yield return row;
                }
            }

            if (options.Rows.Contains(RequestRow.Browser))
            {
                foreach (var row in await BrowserReads.MeasureAsync(options, pair, cancellationToken))
                {
                    yield return row;
                }
            }

            if (options.Rows.Contains(RequestRow.Hot))
            {
                yield return await pair.HotAsync(cancellationToken);
            }

            if (options.Rows.Contains(RequestRow.History))
            {
                foreach (var row in await LongHistory.MeasureAsync(options, product, mine, cancellationToken))
                {
                    yield return row;
                }
            }
        }

        if (options.Rows.Contains(RequestRow.Memory))
        {
            foreach (var row in await WarmMemory.MeasureAsync(mine, granted, cancellationToken))
            {
                yield return row;
            }
        }

        if (options.Rows.Contains(RequestRow.Cold))
        {
            await using var product = await BenchProduct.StartAsync(mine, cancellationToken);
            await using var crud = await Peers.CrudAsync(theirs, cancellationToken);
            yield return await new Pair(options, product, crud, granted).ColdAsync(cancellationToken);
        }

        if (options.Rows.Contains(RequestRow.Nodes))
        {
            yield return await NodeReads.MeasureAsync(options, mine, granted, cancellationToken);
        }

        if (options.Rows.Contains(RequestRow.Start))
        {
            foreach (var row in await IdleNode.MeasureAsync(options, mine, theirs, cancellationToken))
            {
                yield return row;
            }
        }
    }
}
