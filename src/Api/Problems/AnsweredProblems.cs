using System.Diagnostics.Metrics;

namespace StatusLevels.Api.Problems;

/// <summary>Counts the problems that callers were answered with: the log leaves out those that anybody can have by the thousand.</summary>
internal sealed class AnsweredProblems(IMeterFactory meters)
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StatusLevels.Problems";

    private readonly Counter<long> answered = meters.Create(MeterName)
        .CreateCounter<long>("statuslevels.problems", description: "Requests that were answered with a problem, by its code.");

    public void Add(ProblemCode code) => answered.Add(1, new KeyValuePair<string, object?>("code", code.Code));
}
