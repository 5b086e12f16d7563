using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Messaging;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>Nodes trust nobody they do not know.</summary>
public sealed class TrustTests
{
    private const int Active = 3;
    private const string OtherSecret = "another secret of nodes: 9876543210 and more of it";

    private static readonly (string Name, string Value) SoonGivenUp = ("Membership__MaxJoinAttemptTime", "00:00:08");

    private static readonly TimeSpan Join = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_node_that_is_alone_listens_for_HTTP_and_for_nothing_else()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var node = await nodes.StartAsync(nodes.Options("alone") with { InCluster = false });

        Assert.Equal([new IPEndPoint(IPAddress.Loopback, node.Options.HttpPort)], Listeners.Of(node.ProcessId));
    }

    [Fact]
    public async Task A_node_of_a_cluster_listens_for_others_at_the_address_that_they_are_told_and_nowhere_else()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var node = await nodes.StartAsync(nodes.Options("one", NodeProgram.Silo));

        Assert.Equal(
            new[] { node.Options.SiloPort, node.Options.GatewayPort }.Order().Select(port => new IPEndPoint(IPAddress.Loopback, port)),
            Listeners.Of(node.ProcessId).OrderBy(listener => listener.Port));
    }

    [Fact]
    public async Task Clients_of_strangers_are_refused_and_one_with_the_secret_is_served()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var node = await nodes.StartAsync(nodes.Options("one", NodeProgram.Silo));

        foreach (var secret in new[] { null, OtherSecret })
        {
            using var client = Stranger.Client(node, secret);
            await Assert.ThrowsAsync<ConnectionFailedException>(() => client.StartAsync(TestContext.Current.CancellationToken));
        }

        using var known = Stranger.Client(node, NodeOptions.ClusterSecret);
        await known.StartAsync(TestContext.Current.CancellationToken);
        var status = await known.Services.GetRequiredService<IGrainFactory>().OrganizationStatus(new OrganizationId(Guid.NewGuid()))
            .GetStatus();
        await known.StopAsync(TestContext.Current.CancellationToken);

        Assert.NotNull(status);
    }

    [Fact]
    public async Task Who_does_not_show_who_he_is_gets_no_word_and_no_time()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var node = await nodes.StartAsync(nodes.Options("one", NodeProgram.Silo));

        foreach (var port in new[] { node.Options.SiloPort, node.Options.GatewayPort })
        {
            foreach (var words in new byte[][] { [], [0x20, 0, 0, 0, 1, 2, 3, 4], new byte[1000] })
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                await connection.GetStream().WriteAsync(words, TestContext.Current.CancellationToken);

                // At most an alert of TLS.
                Assert.InRange(await HeardAsync(connection), 0, 7);
            }
        }

        // The first one at once; the number of the others when a minute is over.
        var told = node.Said.Split('\n').Where(line => line.Contains(" warn: ", StringComparison.Ordinal)).ToList();
        Assert.InRange(told.Count, 1, 2);
        Assert.All(told, line => Assert.Contains("ports of the cluster that were refused: ", line, StringComparison.Ordinal));
    }

    // It has a minute to join, and the others declare it dead before.
    [Fact]
    public async Task A_node_with_another_secret_ends_and_harms_nobody()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var first = await nodes.StartAsync(nodes.Options("first"));

        await ShouldNotGetInAsync(nodes, nodes.Options("other", NodeProgram.Silo, ("CLUSTER_SECRET", OtherSecret)));

        Assert.True(await first.IsReadyAsync());
        Assert.Equal(Active, await nodes.StatusOfAsync(first));
    }

    [Fact]
    public async Task While_a_secret_is_replaced_nodes_with_both_know_each_other_whichever_they_show()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        await ShouldFormOneClusterAsync(
            nodes,
            nodes.Options("before", NodeProgram.Silo, ("CLUSTER_SECRET", $"{NodeOptions.ClusterSecret},{OtherSecret}")),
            nodes.Options("after", NodeProgram.Silo, ("CLUSTER_SECRET", $"{OtherSecret},{NodeOptions.ClusterSecret}")));
    }

    [Fact]
    public async Task Certificates_of_one_authority_form_a_cluster_and_those_of_another_do_not()
    {
        using var ours = new ClusterCertificates();
        using var theirs = new ClusterCertificates();
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        await ShouldFormOneClusterAsync(
            nodes, nodes.Options("one", NodeProgram.Silo, ours.For("one")), nodes.Options("two", NodeProgram.Silo, ours.For("two")));

        await ShouldNotGetInAsync(nodes, nodes.Options("other", NodeProgram.Api, [.. theirs.For("one"), SoonGivenUp]));
    }

    [Fact]
    public async Task Without_a_secret_a_cluster_does_not_start()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        foreach (var program in new[] { NodeProgram.Api, NodeProgram.Silo })
        {
            var node = nodes.Keep(Node.Start(nodes.Options("unsafe", program, ("CLUSTER_SECRET", ""))));

            Assert.Equal(1, await node.WaitForExitAsync(Join));
            Assert.Contains("A cluster needs CLUSTER_SECRET", node.Said, StringComparison.Ordinal);
        }
    }

    private static async Task ShouldNotGetInAsync(NodesOnOneDatabase nodes, NodeOptions options)
    {
        var node = nodes.Keep(Node.Start(options));

        Assert.Equal(1, await node.WaitForExitAsync(Join));
        Assert.Contains("\nThis node cannot join its cluster: ", node.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", node.Said, StringComparison.Ordinal);
        Assert.NotEqual(Active, await nodes.StatusOfAsync(node));
        Assert.DoesNotContain("is ready", node.Said, StringComparison.Ordinal);
    }

    private static async Task<int> HeardAsync(TcpClient connection)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var heard = 0;
        try
        {
            var buffer = new byte[1024];
            while (await connection.GetStream().ReadAsync(buffer, patience.Token) is > 0 and var length)
            {
                heard += length;
            }
        }
        catch (IOException)
        {
            // Cut off is an end, too.
        }

        return heard;
    }

    // Whoever joins has talked with everybody who is there.
    private static async Task ShouldFormOneClusterAsync(NodesOnOneDatabase nodes, NodeOptions one, NodeOptions two)
    {
        var (first, second) = (await nodes.StartAsync(one), await nodes.StartAsync(two));

        Assert.Equal((Active, Active), (await nodes.StatusOfAsync(first), await nodes.StatusOfAsync(second)));
    }
}
