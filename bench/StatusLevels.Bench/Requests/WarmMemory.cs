using System.Globalization;
using Npgsql;
using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Requests;

/// <summary>What an organization costs that stays in memory.</summary>
internal static class WarmMemory
{
    private const double Goal = 4;
    private const double TimesBare = 2;

    public static async Task<IReadOnlyList<GoalRow>> MeasureAsync(
        NpgsqlDataSource database, GrantedOrganizations granted, CancellationToken cancellationToken)
    {
        var organizations = granted.Product.ToArray();
        var (before, after) = await WakeAsync(database, WarmNode.Product, organizations, cancellationToken);
        var (bareBefore, bareAfter) = await WakeAsync(database, WarmNode.Bare, organizations, cancellationToken);
        var (each, bare) = ((after - before) * 1024 / organizations.Length, (bareAfter - bareBefore) * 1024 / organizations.Length);
        return
        [
            new GoalRow(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"memory of a warm organization that holds B: {organizations.Length:N0} of them, resident, after a full collection"),
                $"{GoalRow.Text(after)} MiB", $"none: {GoalRow.Text(before)} MiB", $"{GoalRow.Text(each)} KiB each", "≤ 4 KiB",
                each <= Goal),
            GoalRow.AtMost("the same", "KiB", each, "bare grains with the same stored book", bare, TimesBare),
        ];
    }

    private static async Task<(double Before, double After)> WakeAsync(
        NpgsqlDataSource database, string kind, Guid[] organizations, CancellationToken cancellationToken)
    {
        await using var node = BenchNode.Start(database, WarmNode.Verb, kind);
        var before = await SayAsync(node, cancellationToken);
        foreach (var organization in organizations)
        {
            await node.WriteLineAsync(organization.ToString(), cancellationToken);
        }

        await node.WriteLineAsync("", cancellationToken);
        return (before, await SayAsync(node, cancellationToken));
    }

    private static async Task<double> SayAsync(BenchNode node, CancellationToken cancellationToken) =>
        double.Parse(
            await node.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException("The measured node ended; its error output says why."),
            CultureInfo.InvariantCulture);
}
