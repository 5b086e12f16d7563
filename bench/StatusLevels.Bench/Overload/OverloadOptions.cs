using System.Text.Json;
using StatusLevels.Testing;

namespace StatusLevels.Bench.Overload;

/// <summary>What <c>bench/run overload</c> is told.</summary>
/// <param name="Kinds">
/// What is asked for beyond what can be done, <c>reads</c> or <c>changes</c>; or who is in everybody's way, such as <c>slow-bodies</c>.
/// </param>
/// <param name="Phase">How long each phase lasts, the one that finds the saturation too.</param>
/// <param name="Connections">How many callers ask at once to find the saturation.</param>
/// <param name="Times">How many times the saturation is offered.</param>
/// <param name="Hostile">How many connections are in everybody's way.</param>
internal sealed record OverloadOptions(IReadOnlyList<string> Kinds, TimeSpan Phase, int Connections, double Times, int Hostile)
{
    public const string Reads = "reads";
    public const string Changes = "changes";

    /// <summary>The hostile kinds by the name that is typed.</summary>
    public static IReadOnlyDictionary<string, Hostility> HostileKinds { get; } =
        Enum.GetValues<Hostility>().ToDictionary(kind => JsonNamingPolicy.KebabCaseLower.ConvertName($"{kind}"), StringComparer.Ordinal);

    private static readonly string[] All = [Reads, Changes, .. HostileKinds.Keys];

    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static OverloadOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words,
        new OverloadOptions(All, TimeSpan.FromSeconds(30), 64, 2, 3000),
        static (options, word) => word.Word switch
        {
            "--kinds" => options with { Kinds = word.SomeOf(All) },
            "--seconds" => options with { Phase = word.Seconds() },
            "--connections" => options with { Connections = word.Number() },
            "--hostile" => options with { Hostile = word.Number() },
            "--times" => options with { Times = word.Number() },
            _ => null,
        });
}
