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
    public static OverloadOptions Parse(IReadOnlyList<string> words)
    {
        var options = new OverloadOptions([Reads, Changes], TimeSpan.FromSeconds(30), 64, 2);
        for (var index = 0; index < words.Count; index += 2)
        {
            var value = index + 1 < words.Count ? words[index + 1] : throw new FormatException($"{words[index]} needs a value.");
            options = words[index] switch
            {
                "--kinds" => options with { Kinds = [.. value.Split(',').Select(Kind)] },
                "--seconds" => options with { Phase = TimeSpan.FromSeconds(OptionNumber.Read(words[index], value)) },
                "--connections" => options with { Connections = OptionNumber.Read(words[index], value) },
                "--times" => options with { Times = OptionNumber.Read(words[index], value) },
                var word => throw new FormatException($"{word} is not known here."),
            };
        }

        return options;
    }

    private static string Kind(string word) => word is Reads or Changes ? word : throw new FormatException($"--kinds knows {Reads} and {Changes}, not {word}.");
}
