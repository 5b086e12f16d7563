using StatusLevels.Testing.Cluster.Faults;

namespace StatusLevels.Cluster.Tests;

/// <summary>Three nodes are replaced one after the other while they are asked.</summary>
public sealed class RollingRestartTests
{
    [Fact]
    public async Task Nobody_who_asks_another_node_once_is_refused_and_nothing_acknowledged_is_lost()
    {
        var outcome = (await NodeFaults.ReplaceAllAsync(FaultScale.Short)).ShouldHaveLostNothing();

        Assert.True(outcome.Tally.FailedForGood == 0, outcome.ToString());
    }
}
