using Npgsql;
using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Requests;

/// <summary>How soon a node is ready on a database that is there, and what it holds when nobody asks it anything.</summary>
internal static class IdleNode
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<GoalRow>> MeasureAsync(
        RequestOptions options, NpgsqlDataSource mine, NpgsqlDataSource theirs, CancellationToken cancellationToken)
    {
        var (ready, held, crudReady, crudHeld) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            await using (var product = await BenchProduct.StartAsync(mine, cancellationToken))
            {
                await MeasureAsync(product.Process, ready, held, cancellationToken);
            }

            await using var crud = await Peers.CrudAsync(theirs, cancellationToken);
            await MeasureAsync(crud, crudReady, crudHeld, cancellationToken);
        }

        return
        [
            Row("start of a node until it is ready", "s", Medians.Of(ready), Medians.Of(crudReady)),
            Row("memory of an idle node, 5 s after", "MiB", Medians.Of(held), Medians.Of(crudHeld)),
        ];
    }

    private static async Task MeasureAsync(
        ServedProcess process, List<double> ready, List<double> held, CancellationToken cancellationToken)
    {
        ready.Add(process.ReadyAfter.TotalSeconds);
        await Task.Delay(Rest, cancellationToken);
        held.Add(process.Resident);
    }

    private static GoalRow Row(string what, string unit, double product, double crud) =>
        GoalRow.AtMost(what, unit, product, "crud", crud, double.PositiveInfinity) with { Goal = "-" };
}
