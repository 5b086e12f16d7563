using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>Three nodes are replaced one after the other while they are asked.</summary>
public sealed class RollingRestartTests
{
    [Fact]
    public async Task Nobody_who_asks_another_node_once_is_refused_and_nothing_acknowledged_is_lost()
    {
        await using var nodes = await NodesOnOneDatabase.StartAsync();
        var options = Enumerable.Range(1, 3).Select(number => nodes.Options($"node {number}", NodeProgram.Api, ("DRAIN_SECONDS", "2"))).ToArray();
        var running = await Task.WhenAll(options.Select(nodes.StartAsync));
        var all = running.ToList();
        var key = await ServiceCaller.CreateKeyAsync(nodes.Database);
        await using var load = new Load(
            [.. running.Select(node => node.Address)], key,
            new LoadOptions { Organizations = 30, ChangesPerSecond = 15, ReadsPerSecond = 30, RetryOnce = true, RetryPause = TimeSpan.FromMilliseconds(200) });
        await load.WarmUpAsync(TestContext.Current.CancellationToken);
        load.Start();

        for (var number = 0; number < running.Length; number++)
        {
            Assert.InRange(await running[number].TerminateAsync(), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20));
            running[number] = await nodes.StartAsync(options[number]);
            all.Add(running[number]);
            await running[number].WaitUntilReadyAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        await load.StopAsync();
        var check = await AcknowledgedCheck.ReadAsync(load, running[0].Address, TestContext.Current.CancellationToken);
        Assert.True(
            load.Tally is { FailedForGood: 0, Wrong: 0, Stale: 0 },
            $"{load.Tally.FailedForGood} failed twice, {load.Tally.Wrong} wrong, {load.Tally.Stale} stale: {load.Tally.Describe()} {load.Tally.FirstUnexpected}\n{string.Join('\n', all.Select(Refusals))}");
        Assert.True(check.Holds, check.ToString());
        Assert.InRange(check.Acknowledged, 200, long.MaxValue);
    }

    private static string Refusals(Node node) => string.Join('\n', node.Said.Split('\n').Where(line => line.Contains(" was answered with ", StringComparison.Ordinal)));
}
