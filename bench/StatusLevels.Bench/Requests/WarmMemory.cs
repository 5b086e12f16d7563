using System.Globalization;
using Npgsql;
using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Requests;

/// <summary>What an organization costs that stays in memory.</summary>
internal static class WarmMemory
{
    private const double Goal = 4;

    public static async Task<GoalRow> MeasureAsync(
        NpgsqlDataSource database, GrantedOrganizations granted, CancellationToken cancellationToken)
    {
        var organizations = granted.Product.ToArray();
        await using var node = BenchNode.Start(database, WarmNode.Verb);
        var before = await SayAsync(node, cancellationToken);
        foreach (var organization in organizations)
        {
            await node.WriteLineAsync(organization.ToString(), cancellationToken);
        }

        await node.WriteLineAsync("", cancellationToken);
        var after = await SayAsync(node, cancellationToken);
        var each = (after - before) * 1024 / organizations.Length;
        return new GoalRow(
            string.Create(
                CultureInfo.InvariantCulture,
                $"memory of a warm organization that holds B: {organizations.Length:N0} of them, resident, after a full collection"),
            $"{GoalRow.Text(after)} MiB", $"none: {GoalRow.Text(before)} MiB", $"{GoalRow.Text(each)} KiB each", "≤ 4 KiB", each <= Goal);
    }

    private static async Task<double> SayAsync(BenchNode node, CancellationToken cancellationToken) =>
        double.Parse(
            await node.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException("The measured node ended; its error output says why."),
            CultureInfo.InvariantCulture);
}
