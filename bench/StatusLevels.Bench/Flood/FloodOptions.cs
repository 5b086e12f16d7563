namespace StatusLevels.Bench.Flood;

/// <summary>What <c>bench/run flood</c> is told.</summary>
/// <param name="Ids">How many ids that nobody knows.</param>
internal sealed record FloodOptions(int Ids)
{
    /// <summary>Tells how many.</summary>
    public const string IdsWord = "--ids";

    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static FloodOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words, new FloodOptions(1_000_000), static (options, word) => word.Word == IdsWord ? options with { Ids = word.Number() } : null);
}
