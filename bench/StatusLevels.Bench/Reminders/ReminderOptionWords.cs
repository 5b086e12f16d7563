using StatusLevels.Bench.Ticks;

namespace StatusLevels.Bench.Reminders;

/// <summary>What was typed after <c>bench/run reminders</c>.</summary>
/// <param name="Armed">The rows of armed reminders; null: not asked for.</param>
/// <param name="Ticks">The rows of ticks; none: not asked for.</param>
internal sealed record ReminderOptionWords(ArmedRemindersOptions? Armed, TickOptions Ticks)
{
    /// <exception cref="FormatException">Says what was not understood.</exception>
    public static ReminderOptionWords Parse(ReadOnlySpan<string> words)
    {
        var rows = new HashSet<string>(["armed", "steady", "burst", "outage"], StringComparer.Ordinal);
        var armed = new ArmedRemindersOptions(5, [1_000_000, 10_000_000], Enum.GetValues<ReminderTableKind>());
        var ticks = new TickOptions([], 500, 300, 50_000, 10_000);
        for (var at = 0; at < words.Length; at += 2)
        {
            var value = at + 1 < words.Length ? words[at + 1] : "";
            switch (words[at])
            {
                case "--rows":
                    var asked = value.Split(',');
                    rows = asked.All(rows.Contains) ? [.. asked] : throw new FormatException($"\"{value}\": there are {string.Join(", ", rows)}.");
                    break;
                case "--rounds":
                    armed = armed with { Rounds = OptionNumber.Read(words[at], value) };
                    break;
                case "--counts":
                    armed = armed with { Counts = [.. value.Split(',').Select(text => OptionNumber.Read("--counts", text))] };
                    break;
                case "--tables":
                    armed = armed with { Tables = [.. value.Split(',').Select(Table)] };
                    break;
                case "--per-second":
                    ticks = ticks with { PerSecond = OptionNumber.Read(words[at], value) };
                    break;
                case "--seconds":
                    ticks = ticks with { Seconds = OptionNumber.Read(words[at], value) };
                    break;
                case "--burst":
                    ticks = ticks with { Burst = OptionNumber.Read(words[at], value) };
                    break;
                case "--outage":
                    ticks = ticks with { Outage = OptionNumber.Read(words[at], value) };
                    break;
                default:
                    throw new FormatException($"bench/run reminders does not know {words[at]}; bench/run alone says what there is.");
            }
        }

        return new ReminderOptionWords(
            rows.Contains("armed") ? armed : null,
            ticks with { Kinds = [.. Enum.GetValues<TickKind>().Where(kind => rows.Contains(Word(kind)))] });
    }

    private static string Word(TickKind kind) => kind switch
    {
        TickKind.Steady => "steady",
        TickKind.Burst => "burst",
        _ => "outage",
    };

    private static ReminderTableKind Table(string text) => Enum.TryParse<ReminderTableKind>(text, ignoreCase: true, out var table)
        ? table
        : throw new FormatException($"\"{text}\" is no table; there are windowed and stock.");
}
