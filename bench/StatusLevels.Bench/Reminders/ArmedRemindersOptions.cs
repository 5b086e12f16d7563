using System.Globalization;

namespace StatusLevels.Bench.Reminders;

/// <param name="Rounds">How often each is measured.</param>
/// <param name="Counts">How many reminders, beside ten thousand.</param>
/// <param name="Tables">On which tables.</param>
internal sealed record ArmedRemindersOptions(int Rounds, IReadOnlyList<int> Counts, IReadOnlyList<ReminderTableKind> Tables)
{
    /// <exception cref="FormatException">Says what was not understood.</exception>
    public static ArmedRemindersOptions Parse(ReadOnlySpan<string> words)
    {
        var options = new ArmedRemindersOptions(5, [1_000_000, 10_000_000], Enum.GetValues<ReminderTableKind>());
        for (var at = 0; at < words.Length; at += 2)
        {
            options = (words[at], at + 1 < words.Length ? words[at + 1] : "") switch
            {
                ("--rounds", var text) => options with { Rounds = Number(text) },
                ("--counts", var text) => options with { Counts = [.. text.Split(',').Select(Number)] },
                ("--tables", var text) => options with { Tables = [.. text.Split(',').Select(Table)] },
                var (name, _) => throw new FormatException($"bench/run reminders knows --rounds, --counts and --tables, not {name}."),
            };
        }

        return options;
    }

    private static ReminderTableKind Table(string text) => Enum.TryParse<ReminderTableKind>(text, ignoreCase: true, out var table)
        ? table
        : throw new FormatException($"\"{text}\" is no table; there are windowed and stock.");

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new FormatException($"\"{text}\" is not a number above zero.");
}
