using System.Globalization;

namespace StatusLevels.Bench.Reminders;

/// <param name="Rounds">How often each is measured.</param>
/// <param name="Counts">How many reminders, beside ten thousand.</param>
internal sealed record ArmedRemindersOptions(int Rounds, IReadOnlyList<int> Counts)
{
    /// <exception cref="FormatException">Says what was not understood.</exception>
    public static ArmedRemindersOptions Parse(ReadOnlySpan<string> words)
    {
        var options = new ArmedRemindersOptions(5, [1_000_000, 10_000_000]);
        for (var at = 0; at < words.Length; at += 2)
        {
            options = (words[at], at + 1 < words.Length ? words[at + 1] : "") switch
            {
                ("--rounds", var text) => options with { Rounds = Number(text) },
                ("--counts", var text) => options with { Counts = [.. text.Split(',').Select(Number)] },
                var (name, _) => throw new FormatException($"bench/run reminders knows --rounds and --counts, not {name}."),
            };
        }

        return options;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new FormatException($"\"{text}\" is not a number above zero.");
}
