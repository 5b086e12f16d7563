using System.Globalization;
using Npgsql;

namespace StatusLevels.Testing.Cluster.Faults;

/// <summary>Nodes on a database of their own, under load.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const int MostErrors = 5;

    private readonly LoadedProduct product;
    private readonly List<Node> nodes;

    private FaultRun(FaultScale scale, PostgresServer server, NpgsqlDataSource database, string key, List<Node> nodes)
    {
        this.nodes = nodes;
        Server = server;
        Database = database;
        Key = key;
        product = new LoadedProduct(scale, [.. nodes.Select(node => node.Address)], key, database);
    }

    public PostgresServer Server { get; }

    /// <summary>The test's own connections, past whatever stands between the nodes and the server.</summary>
    public NpgsqlDataSource Database { get; }

    public string Key { get; }

    public IReadOnlyList<Node> Nodes => nodes;

    public Load Load => product.Load;

    /// <param name="scale">How hard.</param>
    /// <param name="count">How many nodes.</param>
    /// <param name="reach">How the nodes reach the server; null: directly.</param>
    /// <param name="pool">The size of each of a node's two pools.</param>
    /// <param name="environment">What else the nodes are told.</param>
    public static async Task<FaultRun> StartAsync(
        FaultScale scale, int count, Func<PostgresServer, Task<string>>? reach = null, int pool = 12,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var server = await PostgresServer.StartAsync(scale.Durable);
        var database = server.OpenDatabase();
        List<Node> started = [];
        try
        {
            var key = await ServiceCaller.CreateKeyAsync(database);
            var reached = reach is null ? server.RuntimeConnectionString : await reach(server);
            var url = $"{reached};Maximum Pool Size={pool.ToString(CultureInfo.InvariantCulture)}";
            for (var number = 1; number <= count; number++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"node {number}");
                started.Add(Node.Start(new NodeOptions
                {
                    Name = name,
                    Database = url,
                    InCluster = count > 1,
                    Environment = environment ?? new Dictionary<string, string>(StringComparer.Ordinal),
                }));
            }

            foreach (var node in started)
            {
                await node.WaitUntilReadyAsync(node.Options.Patience);
            }

            return new FaultRun(scale, server, database, key, started);
        }
        catch
        {
            await DisposeAsync(started, database, server);
            throw;
        }
    }

    /// <inheritdoc cref="LoadedProduct.BeginAsync"/>
    public Task BeginAsync(TimeSpan lasting) => product.BeginAsync(lasting);

    /// <summary>Starts a node that is gone anew, as it was, and does not wait for it.</summary>
    public Node StartAnew(int index)
    {
        nodes[index] = Node.Start(nodes[index].Options);
        return nodes[index];
    }

    /// <inheritdoc cref="LoadedProduct.UntilServedAsync"/>
    public async Task<TimeSpan> UntilServedAsync(TimeSpan patience)
    {
        try
        {
            return await product.UntilServedAsync(patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(
                $"{exception.Message}\n{string.Join('\n', nodes.Select(node => $"{node.Name} said: {node.Said}"))}", exception);
        }
    }

    /// <inheritdoc cref="LoadedProduct.EndAsync"/>
    public async Task<FaultOutcome> EndAsync(string fault, IReadOnlyList<int> survivors, string remark)
    {
        var outcome = await product.EndAsync(fault, survivors, remark);
        return outcome.Tally.FirstUnexpected is null ? outcome : outcome with { Errors = [.. nodes.SelectMany(ErrorsOf)] };
    }

    private static IEnumerable<string> ErrorsOf(Node node) => node.Said.Split('\n')
        .Where(line => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal))
        .TakeLast(MostErrors)
        .Select(line => $"{node.Name} said: {line}");

    public async ValueTask DisposeAsync()
    {
        await product.DisposeAsync();
        await DisposeAsync(nodes, Database, Server);
    }

    private static async Task DisposeAsync(List<Node> nodes, NpgsqlDataSource database, PostgresServer server)
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        await database.DisposeAsync();
        await server.DisposeAsync();
    }
}
