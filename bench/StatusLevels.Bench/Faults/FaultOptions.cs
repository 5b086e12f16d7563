using StatusLevels.Testing.Cluster;
using StatusLevels.Testing.Cluster.Faults;

namespace StatusLevels.Bench.Faults;

/// <summary>What <c>bench/run faults</c> is told.</summary>
/// <param name="Faults">Which faults, by name.</param>
/// <param name="Seconds">How long each lasts under load, where the fault does not say so itself.</param>
internal sealed record FaultOptions(IReadOnlyList<string> Faults, int Seconds)
{
    /// <summary>Every fault, by the name that it has on the command line.</summary>
    public static readonly IReadOnlyDictionary<string, Func<FaultScale, Task<FaultOutcome>>> Known =
        new Dictionary<string, Func<FaultScale, Task<FaultOutcome>>>(StringComparer.Ordinal)
        {
            ["kill"] = NodeFaults.KillOneAsync,
            ["kill-all"] = NodeFaults.KillAllAsync,
            ["replace"] = NodeFaults.ReplaceAllAsync,
            ["stop"] = NodeFaults.StandStillAsync,
            ["database-killed"] = DatabaseFaults.KillAsync,
            ["database-gone"] = DatabaseFaults.StayAwayAsync,
            ["pool"] = DatabaseFaults.ExhaustPoolAsync,
            ["slow"] = DatabaseFaults.SlowDownAsync,
            ["disk"] = DiskFaults.FillAsync,
            ["clock"] = ClockFaults.StepAsync,
            ["pooler"] = PoolerFaults.GoThroughAsync,
        };

    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static FaultOptions Parse(IReadOnlyList<string> words)
    {
        var options = new FaultOptions([.. Known.Keys], 20);
        for (var index = 0; index < words.Count; index += 2)
        {
            var value = index + 1 < words.Count ? words[index + 1] : throw new FormatException($"{words[index]} needs a value.");
            options = words[index] switch
            {
                "--faults" => options with { Faults = [.. value.Split(',').Select(Name)] },
                "--seconds" => options with { Seconds = OptionNumber.Read(words[index], value) },
                var word => throw new FormatException($"{word} is not known here."),
            };
        }

        return options;
    }

    private static string Name(string word) =>
        Known.ContainsKey(word) ? word : throw new FormatException($"--faults knows {string.Join(", ", Known.Keys)}, not {word}.");
}
