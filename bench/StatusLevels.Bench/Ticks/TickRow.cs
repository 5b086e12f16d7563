using System.Globalization;
using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Ticks;

/// <summary>One line of the table of ticks.</summary>
/// <param name="What">What was due, and how fast.</param>
/// <param name="Run">What it showed.</param>
/// <param name="Last">When the last event came.</param>
/// <param name="Compared">What that is compared with.</param>
/// <param name="Ratio">Their ratio.</param>
internal sealed record TickRow(string What, TickRun Run, string Last, string Compared, double Ratio)
{
    private string Ratios => string.Create(CultureInfo.InvariantCulture, $"{Ratio:0.00}");

    private string Memory => string.Create(CultureInfo.InvariantCulture, $"{Run.Peak:0} − {Run.Idle:0} = {Run.Peak - Run.Idle:0} MiB");

    public string[] Cells() =>
    [
        What,
        string.Create(CultureInfo.InvariantCulture, $"{Run.Outcome.Due:N0}"),
        string.Create(CultureInfo.InvariantCulture, $"{Run.Outcome.Missed}"),
        string.Create(CultureInfo.InvariantCulture, $"{Run.Outcome.Twice}"),
        string.Create(CultureInfo.InvariantCulture, $"{Run.Outcome.Median:0} / {Run.Outcome.NinetyNinth:0} / {Run.Outcome.Latest:0} ms"),
        Last,
        Compared,
        Ratios,
        Memory,
    ];

    public IEnumerable<GoalRow> Goals(TickKind kind)
    {
        var outcome = Run.Outcome;
        var wrong = string.Create(CultureInfo.InvariantCulture, $"{outcome.Missed}; {outcome.Twice}");
        yield return new GoalRow(
            $"{What}: missed; raised twice", wrong, string.Create(CultureInfo.InvariantCulture, $"due: {outcome.Due:N0}"), wrong, "0; 0",
            outcome is { Missed: 0, Twice: 0 });
        if (kind == TickKind.Steady)
        {
            yield return new GoalRow(
                $"{What}: lateness p99", Milliseconds(outcome.NinetyNinth), $"p50: {Milliseconds(outcome.Median)}",
            Milliseconds(outcome.NinetyNinth), "≤ 1 s", outcome.NinetyNinth <= 1000);
            yield break;
        }

        var most = kind == TickKind.Burst ? 1.25 : 1;
        yield return new GoalRow($"{What}: the last notice", Last, Compared, Ratios, $"≤ {GoalRow.Text(most)}", Ratio <= most);
        if (kind == TickKind.Burst)
        {
            yield return new GoalRow(
                $"{What}: peak memory above idle", Memory, "-", $"{GoalRow.Text(Run.Peak - Run.Idle)} MiB", "≤ 600 MB",
                (Run.Peak - Run.Idle) * 1.048576 <= 600);
        }
    }

    private static string Milliseconds(double time) => string.Create(CultureInfo.InvariantCulture, $"{time:0} ms");
}
