namespace StatusLevels.Api.Problems;

/// <summary>Ends a request with a problem from a place that cannot return one, such as the binding of a parameter.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
