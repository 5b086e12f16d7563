using StatusLevels.Testing.Cluster.Faults;

namespace StatusLevels.Cluster.Tests;

public sealed class KilledDatabaseTests
{
    [Fact]
    public async Task When_the_database_is_killed_and_restarted_nothing_acknowledged_is_lost_and_no_node_ends()
    {
        var outcome = (await DatabaseFaults.KillAsync(FaultScale.Short)).ShouldHaveLostNothing();
        Assert.Contains("process restarts needed 0", outcome.Remark, StringComparison.Ordinal);
    }
}

public sealed class AbsentDatabaseTests
{
    [Fact]
    public async Task When_the_database_is_gone_for_a_while_nodes_wait_for_it_and_raise_every_notice()
    {
        var outcome = (await DatabaseFaults.StayAwayAsync(FaultScale.Short)).ShouldHaveLostNothing();
        Assert.Contains("process restarts needed 0", outcome.Remark, StringComparison.Ordinal);
    }
}

public sealed class ExhaustedPoolTests
{
    [Fact]
    public async Task When_no_connection_is_left_changes_are_refused_and_reads_go_on()
    {
        var outcome = (await DatabaseFaults.ExhaustPoolAsync(FaultScale.Short)).ShouldHaveLostNothing();
        Assert.NotEqual(0, outcome.Tally.FailedForGood);
        Assert.InRange(outcome.LongestGap, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}

public sealed class SlowDatabaseTests
{
    [Fact]
    public async Task With_a_slow_database_nothing_acknowledged_is_lost() =>
        (await DatabaseFaults.SlowDownAsync(FaultScale.Short)).ShouldHaveLostNothing();
}
