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
    public static FaultOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words,
        new FaultOptions([.. Known.Keys], 20),
        static (options, word) => word.Word switch
        {
            "--faults" => options with { Faults = word.SomeOf([.. Known.Keys]) },
            "--seconds" => options with { Seconds = word.Number() },
            _ => null,
        });
}
