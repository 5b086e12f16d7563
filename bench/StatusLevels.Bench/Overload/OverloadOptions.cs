namespace StatusLevels.Bench.Overload;

/// <summary>What <c>bench/run overload</c> is told.</summary>
/// <param name="Kinds">What is asked for: <c>reads</c>, <c>changes</c> or both.</param>
/// <param name="Phase">How long each phase lasts, the one that finds the saturation too.</param>
/// <param name="Connections">How many callers ask at once to find the saturation.</param>
/// <param name="Times">How many times the saturation is offered.</param>
internal sealed record OverloadOptions(IReadOnlyList<string> Kinds, TimeSpan Phase, int Connections, double Times)
{
    public const string Reads = "reads";
    public const string Changes = "changes";

    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static OverloadOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words,
        new OverloadOptions([Reads, Changes], TimeSpan.FromSeconds(30), 64, 2),
        static (options, word) => word.Word switch
        {
            "--kinds" => options with { Kinds = word.SomeOf([Reads, Changes]) },
            "--seconds" => options with { Phase = word.Seconds() },
            "--connections" => options with { Connections = word.Number() },
            "--times" => options with { Times = word.Number() },
            _ => null,
        });
}
