using StatusLevels.Testing;
using StatusLevels.Testing.Cluster.Faults;

namespace StatusLevels.Cluster.Tests;

public sealed class FullDiskTests
{
    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task On_a_full_disk_changes_are_refused_reads_go_on_and_with_room_everything_does()
    {
        var outcome = (await DiskFaults.FillAsync(FaultScale.Short)).ShouldHaveLostNothing();
        Assert.NotEqual(0, outcome.Tally.FailedForGood);
        Assert.Contains("process restarts needed 0", outcome.Remark, StringComparison.Ordinal);
    }
}
