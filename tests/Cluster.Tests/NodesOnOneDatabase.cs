using System.Net;
using System.Text;
using Npgsql;
using StatusLevels.Silo.Sql;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>A database server of one test's own, and nodes on it.</summary>
internal sealed class NodesOnOneDatabase : IAsyncDisposable
{
    private readonly List<Node> nodes = [];

    private NodesOnOneDatabase(PostgresServer server)
    {
        Server = server;
        Database = server.OpenDatabase();
    }

    public PostgresServer Server { get; }

    public NpgsqlDataSource Database { get; }

    public static async Task<NodesOnOneDatabase> StartAsync() =>
        new(await PostgresServer.StartAsync(durable: false, cancellationToken: TestContext.Current.CancellationToken));

    /// <summary>How a node of this cluster is started: options that are kept start it again at the same addresses.</summary>
    public NodeOptions Options(string name, NodeProgram program = NodeProgram.Api, params (string Name, string Value)[] settings) => new()
    {
        Name = name,
        Program = program,
        Database = $"{Server.RuntimeConnectionString};Maximum Pool Size=10",
        Environment = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal),
    };

    public async Task<Node> StartAsync(NodeOptions options) => Keep(await Node.StartAsync(options, TestContext.Current.CancellationToken));

    public Node Keep(Node node)
    {
        nodes.Add(node);
        return node;
    }

    /// <summary>What the membership table says of the node that was started at this port last; null when it has no row.</summary>
    public async Task<int?> StatusOfAsync(Node node)
    {
        await using var command = Database.CreateCommand("select status from orleansmembershiptable where port = $1 order by generation desc limit 1").With(node.Options.SiloPort);
        return (int?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Grants a level to each, through this node: the same again and again until it says that it is done.</summary>
    public static async Task GrantAsync(Node node, string key, IEnumerable<Guid> organizations, string level)
    {
        using var client = ServiceCaller.Client(node.Address, key, Patience.OfSeconds(30));
        foreach (var organization in organizations)
        {
            // A node that has just become the only one may say that it does not know yet: the same again is safe under a key.
            var again = Guid.NewGuid().ToString();
            await Eventually.HoldsAsync(async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/admin/organizations/{organization}/status-levels")
                {
                    Content = new StringContent($$"""{"level":"{{level}}"}""", Encoding.UTF8, "application/json"),
                };
                request.Headers.Add("Idempotency-Key", again);
                using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                return answer.StatusCode == HttpStatusCode.OK;
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        await Database.DisposeAsync();
        await Server.DisposeAsync();
    }
}
