namespace StatusLevels.Bench.Badges;

/// <summary>What <c>bench/run badge</c> is told.</summary>
/// <param name="Rounds">How many alternating turns; the table shows medians.</param>
/// <param name="Turn">How long each lasts.</param>
internal sealed record BadgeOptions(int Rounds, TimeSpan Turn)
{
    public const int Connections = 16;

    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static BadgeOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words,
        new BadgeOptions(5, TimeSpan.FromSeconds(4)),
        static (options, word) => word.Word switch
        {
            "--rounds" => options with { Rounds = word.Number() },
            "--seconds" => options with { Turn = word.Seconds() },
            _ => null,
        });
}
