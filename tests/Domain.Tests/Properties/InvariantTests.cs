using System.Globalization;
using CsCheck;

namespace StatusLevels.Domain.Tests.Properties;

public sealed class InvariantTests(ITestOutputHelper output)
{
    /// <summary>How many random sequences are run; STATUSLEVELS_SEQUENCES asks for more.</summary>
    private static readonly long Sequences = long.Parse(
        Environment.GetEnvironmentVariable("STATUSLEVELS_SEQUENCES") ?? "20000", CultureInfo.InvariantCulture);

    [Fact]
    public void Every_invariant_holds_over_random_sequences_of_all_commands()
    {
        var tally = new Tally();
        Step.Sequences.Sample(
            steps => Live(steps, tally),
            iter: Sequences,
            print: Script.Print);
        Publish(tally.Report());
        Assert.True(!tally.Missing.Any(), $"These never occurred: {string.Join(", ", tally.Missing)}");
    }

    // The runner keeps what a passing test says to itself; ./test names a folder whose reports it prints.
    private void Publish(string report)
    {
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable("TEST_REPORTS") is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, "invariants.report"), $"{Sequences} random sequences; how often each case occurred:\n{report}\n");
        }
    }

    private static void Live(Step[] steps, Tally tally)
    {
        var turns = Script.Play(steps);
        var holdings = new HoldingsWitness();
        var past = new PastWitness();
        IWitness[] witnesses = [holdings, past, new ChainWitness(), new NoticesWitness(), new RevocationWitness(), new PurityWitness()];
        foreach (var turn in turns)
        {
            tally.Count(turn);
            foreach (var witness in witnesses)
            {
                witness.See(turn);
            }
        }

        holdings.TheAccountTellsWhatWasRead();
        past.TheFoldTellsWhatWasHeld();
        TickTimes.MakeNoDifference(turns);
    }
}
