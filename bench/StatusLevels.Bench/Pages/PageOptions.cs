namespace StatusLevels.Bench.Pages;

/// <summary>What <c>bench/run pages</c> is told.</summary>
/// <param name="Rounds">How many alternating turns; the table shows medians.</param>
/// <param name="Turn">How long each lasts.</param>
/// <param name="Organizations">How many there are in the read model.</param>
/// <param name="Times">How often each page is read.</param>
internal sealed record PageOptions(int Rounds, TimeSpan Turn, int Organizations, int Times)
{
    public const int Connections = 16;

    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static PageOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words,
        new PageOptions(5, TimeSpan.FromSeconds(4), 1_000_000, 200),
        static (options, word) => word.Word switch
        {
            "--rounds" => options with { Rounds = word.Number() },
            "--seconds" => options with { Turn = word.Seconds() },
            "--organizations" => options with { Organizations = word.Number() },
            "--times" => options with { Times = word.Number() },
            _ => null,
        });
}
