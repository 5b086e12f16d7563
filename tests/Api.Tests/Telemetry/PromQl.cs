using System.Text.RegularExpressions;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>What an expression of Prometheus names.</summary>
/// <param name="Metrics">Each metric, with the labels that it is asked by: null in the place of a value that is a pattern.</param>
/// <param name="Labels">The labels that it groups or joins by.</param>
internal sealed partial record PromQl(
    IReadOnlyList<(string Name, IReadOnlyList<(string Label, string? Value)> Matchers)> Metrics, IReadOnlyList<string> Labels)
{
    private static readonly HashSet<string> Words =
        ["and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "inf", "nan"];

    public static PromQl Parse(string expression)
    {
        var labels = new List<string>();
        var rest = Grouping().Replace(expression, match =>
        {
            labels.AddRange(
                match.Groups["labels"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            return " ";
        });
        var metrics = Selector().Matches(Range().Replace(rest, ""))
            .Where(match => !Words.Contains(match.Groups["name"].Value))
            .Select(match => (match.Groups["name"].Value, (IReadOnlyList<(string, string?)>)
                [.. Matcher().Matches(match.Groups["matchers"].Value).Select(matcher => (
                    matcher.Groups["label"].Value, matcher.Groups["operator"].Value == "=" ? matcher.Groups["value"].Value : null))]));
        return new PromQl([.. metrics], labels);
    }

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Range();

    // A name that no parenthesis follows, and what stands in braces behind it. Texts in braces may hold braces.
    [GeneratedRegex(
        @"(?<![\w:.$""])(?<name>[a-zA-Z_:][\w:]*)(?![\w:]*\s*\()(\s*\{(?<matchers>([^""}]|""[^""]*"")*)\})?",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Selector();

    [GeneratedRegex(
        @"(?<label>\w+)\s*(?<operator>=~|!~|!=|=)\s*""(?<value>[^""]*)""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Matcher();
}
