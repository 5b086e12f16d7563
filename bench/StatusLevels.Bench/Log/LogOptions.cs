namespace StatusLevels.Bench.Log;

/// <summary>What <c>bench/run log</c> is told.</summary>
/// <param name="Changes">How many are made one after the other, for the time until a checkpoint has them.</param>
/// <param name="Rounds">How many alternating turns changes are made with and without the log; the table shows medians.</param>
/// <param name="Turn">How long each lasts.</param>
/// <param name="Times">How often a credential and a bundle are read, and a bundle is verified.</param>
internal sealed record LogOptions(int Changes, int Rounds, TimeSpan Turn, int Times)
{
    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static LogOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words,
        new LogOptions(40, 3, TimeSpan.FromSeconds(10), 300),
        static (options, word) => word.Word switch
        {
            "--changes" => options with { Changes = word.Number() },
            "--rounds" => options with { Rounds = word.Number() },
            "--seconds" => options with { Turn = word.Seconds() },
            "--times" => options with { Times = word.Number() },
            _ => null,
        });
}
