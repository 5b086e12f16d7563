using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using StatusLevels.Api.Tests.Delivery;
using StatusLevels.Api.Tests.WebhookEndpoints;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>The alert rules and the Grafana dashboard in <c>deploy</c> ask for what a running product tells.</summary>
public sealed partial class DeployedMetricsTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(40);

    // Prometheus's own: the first says whether a scrape succeeded, the others whose series it is.
    private const string Up = "up";
    private static readonly string[] OfTheScrape = ["instance", "job"];

    [Fact]
    public async Task Every_metric_and_label_that_they_name_is_there_after_some_traffic()
    {
        var expressions = Rules().Concat(Panels().Select(panel => panel.Expression)).Distinct().ToArray();
        Assert.True(expressions.Length > 40, $"{expressions.Length} expressions were found.");
        Assert.All(expressions, expression => Assert.NotEmpty(PromQl.Parse(expression).Metrics));

        using var admin = await fixture.Api.SignedInAsync();
        await using var receiver = await TestReceiver.StartAsync();
        await admin.MakeEndpointAsync(EndpointCalls.Platform, $"{receiver.Url}");
        await MakeTrafficAsync(admin);

        var missing = await Eventually.LastSeenAsync(
            async () =>
            {
                // What delivers looks again as time goes on.
                fixture.Time.Advance(TimeSpan.FromSeconds(1));
                var scrape = Scrape.Of(await admin.GetStringAsync("/metrics", TestContext.Current.CancellationToken));
                return expressions.SelectMany(expression => Missing(scrape, expression)).Distinct().ToArray();
            },
            none => none.Length == 0, Patience, TimeSpan.FromMilliseconds(500));

        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    [Fact]
    public void What_a_legend_names_is_a_label_of_its_expression() => Assert.All(
        Panels().SelectMany(
            panel => Placeholder().Matches(panel.Legend).Select(label => (panel.Expression, Label: label.Groups["label"].Value))),
        legend => Assert.Contains(
            legend.Label,
            PromQl.Parse(legend.Expression) is { Labels: { Count: > 0 } grouped } ? grouped : [.. OfTheScrape, "state", "check"]));

    [Fact]
    public void A_misspelling_would_be_noticed()
    {
        var scrape = Scrape.Of("""
            # TYPE a_total counter
            a_total{kind="x",text="a \"}b"} 1
            b 2
            """);

        Assert.Empty(Missing(scrape, """sum by (kind) (rate(a_total{kind="x",text=~".*"}[5m])) / on (instance) b offset 1m > 0.9 and absent(b)"""));
        Assert.Equal(
            ["c is not there", "a_total has no label \"sort\"", "a_total has no kind=\"y\"", "nothing has the label \"level\""],
            Missing(scrape, """sum by (level) (a_total{sort=~"x"}) + max(c) or a_total{kind="y"}"""));
    }

    private static IEnumerable<string> Missing(Scrape scrape, string expression)
    {
        var parsed = PromQl.Parse(expression);
        var metrics = parsed.Metrics.Where(metric => metric.Name != Up).ToArray();
        return metrics.Where(metric => !scrape.Has(metric.Name)).Select(metric => $"{metric.Name} is not there")
            .Concat(from metric in metrics
                    where scrape.Has(metric.Name)
                    from matcher in metric.Matchers
                    where !OfTheScrape.Contains(matcher.Label)
                        && (
                            matcher.Value is { } value
                                ? !scrape.Has(metric.Name, matcher.Label, value)
                                : !scrape.Has(metric.Name, matcher.Label))
                    select matcher.Value is null
                        ? $"{metric.Name} has no label \"{matcher.Label}\""
                        : $"{metric.Name} has no {matcher.Label}=\"{matcher.Value}\"")
            .Concat(from label in parsed.Labels
                    where !OfTheScrape.Contains(label) && !metrics.Any(metric => scrape.Has(metric.Name, label))
                    select $"nothing has the label \"{label}\"");
    }

    /// <summary>
    /// Requests, a change, and a notice that is raised; both are events.
    /// </summary>
    private async Task MakeTrafficAsync(HttpClient admin)
    {
        var organization = new TestOrganization(fixture.Api, admin);
        var end = fixture.Time.GetUtcNow().AddDays(60).AddHours(1);
        await (await organization.GrantAsync($$"""{"level":"B","valid_until":"{{end:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""")).ShouldBeOkAsync();
        await organization.StatusAsync();
        fixture.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(30));
        using var settled = await admin.PostAsync($"/api/admin/organizations/{organization.Id}/expiry-check", content: null);
        await settled.ShouldBeOkAsync();
    }

    /// <summary>What stands behind <c>expr:</c>, on the line or in the block beneath.</summary>
    private static IEnumerable<string> Rules() =>
        Rule().Matches(Read("prometheus/alerts.yaml")).Select(rule => rule.Groups["expression"].Value.Trim());

    private static IEnumerable<(string Expression, string Legend)> Panels() =>
        from panel in JsonElement.Parse(Read("grafana/dashboards/statuslevels.json")).GetProperty("panels").EnumerateArray()
        where panel.TryGetProperty("targets", out _)
        from target in panel.GetProperty("targets").EnumerateArray()
        select (target.Text("expr"), target.Text("legendFormat"));

    private static string Read(string name, [CallerFilePath] string thisFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../deploy", name));

    [GeneratedRegex(
        @"^ +expr: (\|\n(?<expression>(          .*\n)+)|(?<expression>.+))", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
