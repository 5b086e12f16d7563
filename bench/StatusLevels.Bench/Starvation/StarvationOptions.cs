using System.Globalization;

namespace StatusLevels.Bench.Starvation;

/// <summary>How nodes are starved.</summary>
/// <param name="Probes">The settings to compare: seconds of a probe at the start, and how
/// many are missed before a node counts as dead.</param>
/// <param name="Time">How long each of them is starved.</param>
/// <param name="Loops">How many programs do nothing but take the processor.</param>
internal sealed record StarvationOptions(IReadOnlyList<(double Seconds, int Missed)> Probes, TimeSpan Time, int Loops)
{
    /// <exception cref="FormatException">Says what was not understood.</exception>
    public static StarvationOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words,
        new StarvationOptions([(1, 3), (2, 3), (5, 3)], TimeSpan.FromSeconds(75), 8),
        static (options, word) => word.Word switch
        {
            "--probes" => options with { Probes = word.Each(Probe) },
            "--seconds" => options with { Time = word.Seconds() },
            "--loops" => options with { Loops = word.Number() },
            _ => null,
        });

    private static (double Seconds, int Missed) Probe(OptionWord word) =>
        word.Value.Split('x') is [var seconds, var missed]
        && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var length) && length > 0
            ? (length, (word with { Value = missed }).Number())
            : throw new FormatException($"\"{word.Value}\" is no probe such as 2x3.");
}
