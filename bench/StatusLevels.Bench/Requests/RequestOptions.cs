namespace StatusLevels.Bench.Requests;

/// <summary>What can be measured of requests.</summary>
internal enum RequestRow
{
    Start,
    Warm,
    Changes,
    Hot,
    Cold,
    Memory,
    History,
}

/// <summary>What <c>bench/run requests</c> is told.</summary>
/// <param name="Rows">What to measure.</param>
/// <param name="Rounds">How often each is measured, alternating with its peers.</param>
/// <param name="Turn">How long each turn lasts.</param>
/// <param name="Entries">How many entries the long history has.</param>
/// <param name="Organizations">How many organizations are read cold in each round, at most.</param>
internal sealed record RequestOptions(IReadOnlyList<RequestRow> Rows, int Rounds, TimeSpan Turn, int Entries, int Organizations)
{
    /// <summary>Connections at once, where the table of goals says nothing else.</summary>
    public const int Connections = 32;

    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static RequestOptions Parse(IReadOnlyList<string> words)
    {
        var options = new RequestOptions(Enum.GetValues<RequestRow>(), 5, TimeSpan.FromSeconds(4), 100_000, 3_000);
        for (var index = 0; index < words.Count; index += 2)
        {
            var value = index + 1 < words.Count ? words[index + 1] : throw new FormatException($"{words[index]} needs a value.");
            options = words[index] switch
            {
                "--rows" => options with { Rows = [.. value.Split(',').Select(Row)] },
                "--rounds" => options with { Rounds = OptionNumber.Read(words[index], value) },
                "--seconds" => options with { Turn = TimeSpan.FromSeconds(OptionNumber.Read(words[index], value)) },
                "--entries" => options with { Entries = OptionNumber.Read(words[index], value) },
                "--organizations" => options with { Organizations = OptionNumber.Read(words[index], value) },
                var word => throw new FormatException($"{word} is not known here."),
            };
        }

        return options;
    }

    private static RequestRow Row(string word) => Enum.TryParse<RequestRow>(word, ignoreCase: true, out var row) && Enum.IsDefined(row)
        ? row
        : throw new FormatException($"--rows knows {string.Join(", ", Enum.GetNames<RequestRow>()).ToLowerInvariant()}, not {word}.");
}
