using System.Text.RegularExpressions;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>What a scrape of <c>/metrics</c> brought: each metric with its series, each a set of labels.</summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, List<Dictionary<string, string>>> series = new(StringComparer.Ordinal);

    public static Scrape Of(string text)
    {
        var scrape = new Scrape();
        foreach (Match line in Line().Matches(text))
        {
            var labels = Label().Matches(line.Groups["labels"].Value)
                .ToDictionary(label => label.Groups["label"].Value, label => label.Groups["value"].Value, StringComparer.Ordinal);
            (
                scrape.series.TryGetValue(line.Groups["name"].Value, out var known)
                    ? known
                    : scrape.series[line.Groups["name"].Value] = []).Add(labels);
        }

        return scrape;
    }

    public bool Has(string metric) => series.ContainsKey(metric);

    public bool Has(string metric, string label) => series.TryGetValue(metric, out var all) && all.Any(labels => labels.ContainsKey(label));

    public bool Has(string metric, string label, string value) =>
        series.TryGetValue(metric, out var all) && all.Any(labels => labels.TryGetValue(label, out var actual) && actual == value);

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>([^""}]|""([^""\\]|\\.)*"")*)\})? ", RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Line();

    [GeneratedRegex(@"(?<label>\w+)=""(?<value>([^""\\]|\\.)*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
