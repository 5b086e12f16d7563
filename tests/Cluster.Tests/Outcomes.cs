using StatusLevels.Testing.Cluster;

[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]

namespace StatusLevels.Cluster.Tests;

internal static class Outcomes
{
    /// <summary>
    /// Whatever was acknowledged is there once, every notice was raised once, and nobody was told anything that was not so.
    /// </summary>
    public static FaultOutcome ShouldHaveLostNothing(this FaultOutcome outcome)
    {
        TestContext.Current.SendDiagnosticMessage(outcome.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(outcome.ToString());
        var told = outcome.ToString();
        Assert.True(outcome.Check.Acknowledged > 50, told);
        Assert.True(outcome.Check.Holds, told);
        Assert.True(outcome.Due.Due > 0 && outcome.Due is { Missed: 0, Twice: 0 }, told);
        Assert.True(outcome.Tally is { Wrong: 0, Stale: 0 } && outcome.Tally.Read > 50, told);
        Assert.True(outcome.Tally.FirstUnexpected is null, told);
        return outcome;
    }
}
