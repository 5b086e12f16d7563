using System.Net;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>How a node stops: first it says so, then it finishes, and it ends in time whatever stands against it.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_node_that_is_told_to_stop_is_not_ready_at_once_serves_on_for_a_while_and_hands_over()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var node = await nodes.StartAsync(nodes.Options("stopping", NodeProgram.Api, ("DRAIN_SECONDS", "3")));
        using var client = ServiceCaller.Client(node.Address, key: null, TimeSpan.FromSeconds(10));
        var status = $"/api/organizations/{Guid.NewGuid()}/status";
        using (var before = await client.GetAsync(status, TestContext.Current.CancellationToken))
        {
            Assert.Null(before.Headers.ConnectionClose);
        }

        var ended = node.TerminateAsync();
        await Eventually.HoldsAsync(async () => !await node.IsReadyAsync(), TimeSpan.FromSeconds(1));

        using (var during = await client.GetAsync(status, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.OK, during.StatusCode);
            Assert.True(during.Headers.ConnectionClose);
        }

        Assert.InRange(await ended, TimeSpan.FromSeconds(3), Promised);
        Assert.Equal(0, node.ExitCode);
        Assert.Equal(6, await nodes.StatusOfAsync(node));
    }

    [Fact]
    public async Task A_second_signal_ends_the_waiting()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var node = await nodes.StartAsync(nodes.Options("hurried", NodeProgram.Api, ("DRAIN_SECONDS", "8")));

        var ended = node.TerminateAsync();
        await Eventually.HoldsAsync(async () => !await node.IsReadyAsync());
        Assert.False(ended.IsCompleted);
        Signal.Terminate.Send(node.ProcessId);

        Assert.InRange(await ended, TimeSpan.Zero, TimeSpan.FromSeconds(6));
    }

    [Theory]
    [InlineData(NodeProgram.Api)]
    [InlineData(NodeProgram.Silo)]
    public async Task Without_its_database_a_node_ends_in_time(NodeProgram program)
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var node = await nodes.StartAsync(nodes.Options("left alone", program));
        await nodes.Server.KillAsync();

        Assert.InRange(await node.TerminateAsync(), TimeSpan.Zero, Promised);
    }

    [Fact]
    public async Task The_row_of_a_dead_node_goes_by_itself()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        (string, string)[] soon =
        [
            ("Membership__DefunctSiloExpiration", "00:00:02"), ("Membership__DefunctSiloMinimumRetention", "00:00:00"),
            ("Membership__DefunctSiloCleanupPeriod", "00:00:01"),
        ];
        await nodes.StartAsync(nodes.Options("staying", NodeProgram.Api, soon));
        var killed = await nodes.StartAsync(nodes.Options("killed", NodeProgram.Silo, soon));
        Assert.Equal(3, await nodes.StatusOfAsync(killed));

        await killed.KillAsync();

        await ShouldBecomeAsync(6);
        await ShouldBecomeAsync(null);

        Task ShouldBecomeAsync(int? status) =>
            Eventually.SeesAsync(() => nodes.StatusOfAsync(killed), found => found is null || found == status);
    }
}
