using System.Globalization;
using StatusLevels.Bench.Results;
using StatusLevels.Testing.Cluster;
using StatusLevels.Testing.Cluster.Faults;

namespace StatusLevels.Bench.Faults;

/// <summary>
/// Real nodes on a real database, to which something happens under load: what callers notice of it, and whether anything is lost.
/// </summary>
internal static class FaultBench
{
    private static readonly Dictionary<string, TimeSpan> LongestGaps = new(StringComparer.Ordinal)
    {
        ["kill"] = TimeSpan.FromSeconds(3),
        ["stop"] = TimeSpan.FromSeconds(15),
    };

    public static async Task<IReadOnlyList<GoalRow>> RunAsync(FaultOptions options, string command, CancellationToken cancellationToken)
    {
        var scale = FaultScale.Long(options.Seconds);
        string[] notes =
        [
            "two nodes (one for disk and clock), each a process of its own (clock: in the process of the bench), their PostgreSQL and "
            + "the callers on the same machine",
            $"load: {scale.Load}, at a fixed rate whatever becomes of the ones before, to all nodes in turn, also to those that are gone; "
            + "no retry",
            "longest gap: without an answer of use from a node that was to go on; longest wait: one organization could not be changed, "
            + "from the first try to the answer",
            "acknowledged: changes that callers were told of; lost and twice: by reading every history back over HTTP when it is over; "
            + "broken: histories that their hashes do not bear out",
            "stale: reads that did not know of a change which had been acknowledged before they were asked; wrong: reads of something "
            + "that nobody asked for",
            "notices: due while it went on; missed and twice by the notices and the outbox; late: the latest, from the due instant to "
            + "the commit",
            "failed: requests without an answer of use, those to a node that is gone included",
        ];
        var table = new ResultTable(
            "faults", command, notes,
            [
                "fault", "longest gap", "longest wait", "acknowledged", "lost", "twice", "broken", "stale", "wrong",
                "notices due", "missed", "twice", "late", "failed", "and",
            ]);
        var goals = new List<GoalRow>();
        foreach (var name in options.Faults)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Console.Error.WriteLineAsync($"{name} …");
            var outcome = await FaultOptions.Known[name](scale);
            await Console.Error.WriteLineAsync(outcome.ToString());
            table.Add(Row(outcome));
            goals.AddRange(Goals(name, outcome));
        }

        await table.PublishAsync(TimeProvider.System.GetUtcNow());
        return goals;
    }

    private static IEnumerable<GoalRow> Goals(string name, FaultOutcome outcome)
    {
        var (check, due) = (outcome.Check, outcome.Due);
        yield return new GoalRow(
            $"{outcome.Fault}: acknowledged and lost, or there twice; notices missed, twice",
            $"{check.Lost}, {check.Twice}; {due.Missed}, {due.Twice}", $"of {Text(check.Acknowledged)}; {Text(due.Due)}",
            $"{check.Lost}, {check.Twice}; {due.Missed}, {due.Twice}", "0, 0; 0, 0",
            check is { Lost: 0, Twice: 0 } && due is { Missed: 0, Twice: 0 });
        if (name == "replace")
        {
            yield return new GoalRow(
                $"{outcome.Fault}: failed", Text(outcome.Tally.FailedForGood), "-", Text(outcome.Tally.FailedForGood), "0",
                outcome.Tally.FailedForGood == 0);
        }
        else if (LongestGaps.TryGetValue(name, out var longest))
        {
            yield return new GoalRow(
                $"{outcome.Fault}: longest gap on the survivor", Seconds(outcome.LongestGap), outcome.Remark, Seconds(outcome.LongestGap),
                $"≤ {Seconds(longest)}", outcome.LongestGap <= longest);
        }
        else if (name == "database-killed")
        {
            yield return new GoalRow(
                $"{outcome.Fault}: time to serve again", outcome.Remark, "-", outcome.Remark, "≤ 5 s after it is back, no restart",
                outcome.ServedAgain <= TimeSpan.FromSeconds(5));
        }
    }

    private static string[] Row(FaultOutcome outcome) =>
    [
        outcome.Fault, Seconds(outcome.LongestGap), Seconds(outcome.LongestWait),
        Text(outcome.Check.Acknowledged), Text(outcome.Check.Lost), Text(outcome.Check.Twice), Text(outcome.Check.Broken),
        Text(outcome.Tally.Stale), Text(outcome.Tally.Wrong),
        Text(outcome.Due.Due), Text(outcome.Due.Missed), Text(outcome.Due.Twice), Seconds(outcome.Due.Latest),
        outcome.Tally.Describe(), outcome.Remark,
    ];

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private static string Text(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
