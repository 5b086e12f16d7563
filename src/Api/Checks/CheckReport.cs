using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StatusLevels.Api.Checks;

/// <summary>What became of a check.</summary>
internal sealed record CheckResult(CheckRule Rule, Finding Finding, TimeSpan Took);

/// <summary>What became of all of them.</summary>
internal sealed record CheckReport(string Command, IReadOnlyList<CheckResult> Results, TimeSpan Took)
{
    /// <summary>Of the JSON. Members are added, and never removed.</summary>
    public const int Schema = 1;

    /// <summary>A failure, or with strictness a warning.</summary>
    public const int Failed = 1;

    /// <summary>Nothing failed, and something could not be looked at.</summary>
    public const int NotChecked = 2;

    /// <summary>The worst of them.</summary>
    public CheckStatus Status => Results.Select(result => result.Finding.Status).DefaultIfEmpty(CheckStatus.Unknown).Max();

    public int ExitCode(bool strict) => Status switch
    {
        CheckStatus.Fail => Failed,
        _ when strict && Count(CheckStatus.Warn) > 0 => Failed,
        CheckStatus.Unknown => NotChecked,
        _ => 0,
    };

    public string ToJson() => JsonSerializer.Serialize(
        new CheckReportReply(
            Schema, Words.Of(Status),
            [.. Results.Select(result => new CheckReply(
                result.Rule.Id, result.Rule.Name, Words.Of(result.Finding.Status), result.Finding.Seen, result.Rule.Expected,
                result.Rule.Hint,
                result.Rule.Doc, (long)result.Took.TotalMilliseconds))]),
        ApiJson.Context.CheckReportReply);

    /// <summary>A line for each; under those that are not as they should be, what was expected, what to do, and where to read on.</summary>
    public string ToText()
    {
        var width = Results.Max(result => result.Rule.Name.Length);
        var text = new StringBuilder();
        foreach (var (rule, finding, _) in Results)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Words.Of(finding.Status),-8}{rule.Id}  {rule.Name.PadRight(width)}  {finding.Seen}\n");
            if (finding.Status != CheckStatus.Ok)
            {
                text.Append(CultureInfo.InvariantCulture, $"        expected: {rule.Expected}\n        to do:    {rule.Hint}\n        more:     {rule.Doc}\n");
            }
        }

        return text.Append(
            CultureInfo.InvariantCulture,
            $"\n{Command}: failed {Count(CheckStatus.Fail)}, warnings {Count(CheckStatus.Warn)}, not checked {Count(CheckStatus.Unknown)}, ok {Count(CheckStatus.Ok)}; {Took.TotalSeconds:0.0} s\n").ToString();
    }

    private int Count(CheckStatus status) => Results.Count(result => result.Finding.Status == status);
}

/// <summary>The report as JSON.</summary>
/// <param name="Schema">1. Members are added, and never removed.</param>
/// <param name="Status">The worst of all: <c>ok</c>, <c>warn</c>, <c>unknown</c> or <c>fail</c>.</param>
/// <param name="Checks">All of them, in a fixed order.</param>
internal sealed record CheckReportReply(int Schema, string Status, IReadOnlyList<CheckReply> Checks);

/// <summary>A check as JSON.</summary>
/// <param name="Id">Its id, for ever.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Status"><c>ok</c>, <c>warn</c>, <c>unknown</c> or <c>fail</c>.</param>
/// <param name="Seen">What was seen.</param>
/// <param name="Expected">How it should be.</param>
/// <param name="Hint">What to do when it is not.</param>
/// <param name="Doc">Where more is said about it.</param>
/// <param name="Ms">How long it took.</param>
internal sealed record CheckReply(string Id, string Name, string Status, string Seen, string Expected, string Hint, string Doc, long Ms);
