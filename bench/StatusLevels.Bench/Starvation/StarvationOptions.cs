using System.Globalization;

namespace StatusLevels.Bench.Starvation;

/// <summary>How nodes are starved.</summary>
/// <param name="Probes">The settings to compare: seconds of a probe at the start, and how many are missed before a node counts as dead.</param>
/// <param name="Time">How long each of them is starved.</param>
/// <param name="Loops">How many programs do nothing but take the processor.</param>
internal sealed record StarvationOptions(IReadOnlyList<(double Seconds, int Missed)> Probes, TimeSpan Time, int Loops)
{
    /// <exception cref="FormatException">Says what was not understood.</exception>
    public static StarvationOptions Parse(string[] words)
    {
        var options = new StarvationOptions([(1, 3), (2, 3), (5, 3)], TimeSpan.FromSeconds(75), 8);
        foreach (var pair in words.Chunk(2))
        {
            options = pair switch
            {
                ["--probes", var list] => options with { Probes = [.. list.Split(',').Select(Probe)] },
                ["--seconds", var text] => options with { Time = TimeSpan.FromSeconds(Number(text)) },
                ["--loops", var text] => options with { Loops = (int)Number(text) },
                _ => throw new FormatException("bench/run starvation takes --probes 1x3,2x3, --seconds and --loops."),
            };
        }

        return options;
    }

    private static (double Seconds, int Missed) Probe(string text) => text.Split('x') is [var seconds, var missed]
        ? (Number(seconds), (int)Number(missed))
        : throw new FormatException($"\"{text}\" is no probe such as 2x3.");

    private static double Number(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new FormatException($"\"{text}\" is no number above zero.");
}
