namespace StatusLevels.Api.Import;

/// <summary>Tries a line until it is done, or it is clear that it will not be. While the database is away that is a while.</summary>
internal sealed partial class ImportPatience(DatabaseOutage outage, ILogger<ImportPatience> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>What became of a line. Never throws.</summary>
    /// <param name="line">Its number.</param>
    /// <param name="organization">Whose it is.</param>
    /// <param name="ask">Tries once.</param>
    /// <param name="failed">The outcome of a line that failed so.</param>
    public async Task<ImportOutcomeReply> TryAsync(
        int line, Guid organization, Func<Task<(ImportOutcomeReply? Outcome, Problem? Problem)>> ask,
        Func<Problem, ImportOutcomeReply> failed)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var pause = FirstPause; ; pause *= 2)
        {
            if (outage.IsOn)
            {
                return failed(Problem.DatabaseUnavailable);
            }

            var (outcome, problem) = await OnceAsync(line, organization, ask);
            if (problem is null)
            {
                return outcome!;
            }

            if (!MayPass(problem))
            {
                return failed(problem);
            }

            if (TimeProvider.System.GetElapsedTime(started) + pause > ImportLimits.Retry)
            {
                outage.Seen();
                return failed(problem);
            }

            await Task.Delay(pause);
        }
    }

    private async Task<(ImportOutcomeReply? Outcome, Problem? Problem)> OnceAsync(
        int line, Guid organization, Func<Task<(ImportOutcomeReply? Outcome, Problem? Problem)>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception)
        {
            var problem = ExceptionProblems.FromWrite(exception);
            if (problem is null)
            {
                LogCrash(exception, line, organization);
            }

            return (null, problem ?? ExceptionProblems.Crash);
        }
    }

    private static bool MayPass(Problem problem) => problem == Problem.DatabaseUnavailable || problem == Problem.OutcomeUnknown;

    [LoggerMessage(1, LogLevel.Error, "Line {Line} of an import crashed; organization {Organization}")]
    private partial void LogCrash(Exception exception, int line, Guid organization);
}
