using StatusLevels.Testing.Cluster.Faults;

namespace StatusLevels.Cluster.Tests;

public sealed class KilledNodeTests
{
    [Fact]
    public async Task When_one_of_two_nodes_is_killed_the_other_goes_on_and_nothing_acknowledged_is_lost()
    {
        var outcome = (await NodeFaults.KillOneAsync(FaultScale.Short)).ShouldHaveLostNothing();

        // How long exactly is a figure, and taken by the bench.
        Assert.InRange(outcome.LongestGap, TimeSpan.Zero, TimeSpan.FromSeconds(6));
    }
}

public sealed class KilledNodesTests
{
    [Fact]
    public async Task When_all_nodes_are_killed_and_started_anew_nothing_acknowledged_is_lost() =>
        (await NodeFaults.KillAllAsync(FaultScale.Short)).ShouldHaveLostNothing();
}

public sealed class StoppedNodeTests
{
    [Fact]
    public async Task A_node_that_stood_still_writes_nothing_old_when_it_goes_on() =>
        (await NodeFaults.StandStillAsync(FaultScale.Short)).ShouldHaveLostNothing();
}
