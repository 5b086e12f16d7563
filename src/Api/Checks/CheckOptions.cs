using System.CommandLine;
using StatusLevels.Silo;

namespace StatusLevels.Api.Checks;

/// <summary>What all commands that check can be told, and how they answer.</summary>
internal sealed class CheckOptions
{
    private const int MostSeconds = 600;

    private readonly Option<bool> json = new("--json") { Description = "Answer in JSON, as docs/checks.md describes it." };
    private readonly Option<bool> strict = new("--strict") { Description = "A warning is a failure." };
    private readonly Option<int> timeout;
    private readonly Option<int> within;

    public CheckOptions(int each, int all)
    {
        timeout = new("--timeout") { Description = "How many seconds one check may take.", DefaultValueFactory = _ => each };
        within = new("--within") { Description = "How many seconds all of them may take.", DefaultValueFactory = _ => all };
    }

    public void AddTo(Command command)
    {
        Array.ForEach<Option>([json, strict, timeout, within], command.Options.Add);
        command.TreatUnmatchedTokensAsErrors = false;
    }

    /// <exception cref="StartupException">They are no such numbers.</exception>
    public CheckLimits Limits(ParseResult parsed) => new(Seconds(parsed, timeout), Seconds(parsed, within));

    /// <summary>Runs it; what stops it before it has looked at anything is a sentence, and exit code 2.</summary>
    public async Task<int> RunAsync(
        ParseResult parsed, Func<ParseResult, Func<string[], Task>, Task<int>> guard, Func<string[], Task<CheckReport>> run)
    {
        CheckReport? report = null;
        await guard(parsed, async settings => report = await run(settings));
        if (report is null)
        {
            return CheckReport.NotChecked;
        }

        await Console.Out.WriteAsync(parsed.GetValue(json) ? report.ToJson() + "\n" : report.ToText());
        return report.ExitCode(parsed.GetValue(strict));
    }

    private static TimeSpan Seconds(ParseResult parsed, Option<int> option) =>
        parsed.GetValue(option) is >= 1 and <= MostSeconds and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new StartupException($"{option.Name} must be a whole number from 1 to {MostSeconds}.");
}
