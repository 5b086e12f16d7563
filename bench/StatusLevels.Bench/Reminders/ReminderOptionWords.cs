using StatusLevels.Bench.Ticks;

namespace StatusLevels.Bench.Reminders;

/// <summary>What <c>bench/run reminders</c> is told.</summary>
/// <param name="Rows">What to measure: <see cref="ArmedRow"/> and kinds of ticks.</param>
/// <param name="Armed">How armed reminders are measured.</param>
/// <param name="Ticks">How ticks are measured.</param>
internal sealed record ReminderOptionWords(IReadOnlyList<string> Rows, ArmedRemindersOptions Armed, TickOptions Ticks)
{
    /// <summary>The rows of armed reminders.</summary>
    public const string ArmedRow = "armed";

    private static readonly string[] AllRows = [ArmedRow, .. Enum.GetValues<TickKind>().Select(Row)];

    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static ReminderOptionWords Parse(IReadOnlyList<string> words)
    {
        var armed = new ArmedRemindersOptions(5, [1_000_000, 10_000_000], Enum.GetValues<ReminderTableKind>());
        var options = OptionWord.Read(words, new ReminderOptionWords(AllRows, armed, new TickOptions([], 500, 300, 50_000, 10_000)), Apply);
        var kinds = Enum.GetValues<TickKind>().Where(kind => options.Rows.Contains(Row(kind), StringComparer.Ordinal));
        return options with { Ticks = options.Ticks with { Kinds = [.. kinds] } };
    }

    private static ReminderOptionWords? Apply(ReminderOptionWords options, OptionWord word)
    {
        var (armed, ticks) = (options.Armed, options.Ticks);
        return word.Word switch
        {
            "--rows" => options with { Rows = word.SomeOf(AllRows) },
            "--rounds" => options with { Armed = armed with { Rounds = word.Number() } },
            "--counts" => options with { Armed = armed with { Counts = word.Each(count => count.Number()) } },
            "--tables" => options with { Armed = armed with { Tables = word.SomeOf<ReminderTableKind>() } },
            "--per-second" => options with { Ticks = ticks with { PerSecond = word.Number() } },
            "--seconds" => options with { Ticks = ticks with { Seconds = word.Number() } },
            "--burst" => options with { Ticks = ticks with { Burst = word.Number() } },
            "--outage" => options with { Ticks = ticks with { Outage = word.Number() } },
            _ => null,
        };
    }

    private static string Row(TickKind kind) => kind.ToString().ToLowerInvariant();
}
