using StatusLevels.Testing.Cluster.Faults;

namespace StatusLevels.Cluster.Tests;

public sealed class ClockTests
{
    [Fact]
    public async Task A_clock_that_is_set_by_two_minutes_forward_and_back_loses_nothing_and_raises_nothing_twice()
    {
        var outcome = (await ClockFaults.StepAsync(FaultScale.Short)).ShouldHaveLostNothing();
        Assert.Equal(0, outcome.Tally.FailedForGood);
    }
}
