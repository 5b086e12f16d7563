namespace StatusLevels.Bench.Requests;

/// <summary>What can be measured of requests.</summary>
internal enum RequestRow
{
    Start,
    Warm,
    Browser,
    Changes,
    Hot,
    Cold,
    Memory,
    History,
    Nodes,
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
    public static RequestOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words,
        new RequestOptions(Enum.GetValues<RequestRow>(), 5, TimeSpan.FromSeconds(4), 100_000, 3_000),
        static (options, word) => word.Word switch
        {
            "--rows" => options with { Rows = word.SomeOf<RequestRow>() },
            "--rounds" => options with { Rounds = word.Number() },
            "--seconds" => options with { Turn = word.Seconds() },
            "--entries" => options with { Entries = word.Number() },
            "--organizations" => options with { Organizations = word.Number() },
            _ => null,
        });
}
