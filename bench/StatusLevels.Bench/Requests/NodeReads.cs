using System.Security.Cryptography;
using Npgsql;
using StatusLevels.Bench.Results;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Bench.Requests;

/// <summary>
/// The public status of organizations in memory, asked of three nodes, connection by connection in turns as a balancer would: two of three
/// times it lives on another node. Beside it one node, on the same cores: what three answer together is what a node answers with cores of
/// its own.
/// </summary>
internal static class NodeReads
{
    private const int Nodes = 3;
    private const int Organizations = 1_000;
    private const double Goal = 0.6;

    // Until each organization was read twice and woken somewhere.
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(20);

    public static async Task<GoalRow> MeasureAsync(
        RequestOptions options, NpgsqlDataSource database, GrantedOrganizations granted, CancellationToken cancellationToken)
    {
        var organizations = granted.Product.Take(Organizations).ToArray();
        var alone = await SaturatedAsync(options, database, 1, organizations, cancellationToken);
        var together = await SaturatedAsync(options, database, Nodes, organizations, cancellationToken);
        return GoalRow.AtLeast(
            $"public status, warm, {Nodes} nodes on the cores of one", "/s", together, "one node", alone, Goal);
    }

    private static async Task<double> SaturatedAsync(
        RequestOptions options, NpgsqlDataSource database, int count, Guid[] organizations, CancellationToken cancellationToken)
    {
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        var nodes = new List<BenchProduct>();
        try
        {
            while (nodes.Count < count)
            {
                var ports = FreePorts.Take(2);
                nodes.Add(await BenchProduct.StartAsync(
                    database, cancellationToken, ("CLUSTER", "postgres"), ("CLUSTER_SECRET", secret), ("ADVERTISED_IP", "127.0.0.1"),
                    ("SILO_PORT", $"{ports[0]}"), ("GATEWAY_PORT", $"{ports[1]}")));
            }

            using var callers = await Callers.ConnectAsync(
                [.. nodes.Select(node => node.Address)], RequestOptions.Connections, cancellationToken);
            var requests = organizations.Select(organization => Paths.Status(organization)).ToArray();
            await callers.SaturateAsync(Any, Warmup, cancellationToken);
            var rates = new List<double>();
            for (var round = 0; round < options.Rounds; round++)
            {
                rates.Add(await callers.SaturateAsync(Any, options.Turn, cancellationToken));
            }

            return Medians.Of(rates);

            byte[] Any() => requests[Random.Shared.Next(requests.Length)];
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }
}
