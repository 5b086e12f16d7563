using StatusLevels.Testing;
using StatusLevels.Testing.Cluster.Faults;

namespace StatusLevels.Cluster.Tests;

public sealed class PoolerTests
{
    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Behind_PgBouncer_in_transaction_mode_nothing_is_lost_and_keys_are_recognized()
    {
        var outcome = (await PoolerFaults.GoThroughAsync(FaultScale.Short)).ShouldHaveLostNothing();
        Assert.Contains("was answered once", outcome.Remark, StringComparison.Ordinal);
        Assert.Contains("process restarts needed 0", outcome.Remark, StringComparison.Ordinal);
    }
}
