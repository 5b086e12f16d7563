using System.Text.RegularExpressions;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Monitoring;

/// <summary>
/// Prometheus accepts its files, and each alert fires when it should. That the metrics exist is tested where a product runs.
/// </summary>
public sealed partial class AlertRuleTests
{
    private static readonly string Folder = Repository.PathOf("deploy/prometheus");

    private static readonly string Rules = File.ReadAllText(Path.Combine(Folder, "alerts.yaml"));
    private static readonly string Cases = File.ReadAllText(Path.Combine(Folder, "alerts.test.yaml"));

    private static string[] Alerts => [.. Alert().Matches(Rules).Select(match => match.Groups["alert"].Value)];

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("check", "rules", "alerts.yaml")]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("test", "rules", "alerts.test.yaml")]
    public async Task Prometheus_accepts(params string[] arguments)
    {
        var (exitCode, said) = await Promtool.RunAsync(Folder, arguments);

        Assert.True(exitCode == 0, said);
        Assert.Contains("SUCCESS", said, StringComparison.Ordinal);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_rule_that_no_longer_fires_fails_its_test()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "alerts.yaml"),
            Rules.Replace("statuslevels_health_ready == 0", "statuslevels_health_ready == 2", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "alerts.test.yaml"), Cases, TestContext.Current.CancellationToken);

        var (exitCode, said) = await Promtool.RunAsync(folder.Path, "test", "rules", "alerts.test.yaml");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("NodeNotReady", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_alert_is_tested_where_it_fires_and_where_it_is_silent()
    {
        Assert.True(Alerts.Length > 15);
        Assert.Equal(Alerts.Distinct(), Alerts);
        var silent = Silent().Matches(Cases).Select(match => match.Groups["alert"].Value).ToHashSet(StringComparer.Ordinal);
        var fires = Fires().Matches(Cases).Select(match => match.Groups["alert"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Subset(fires, Alerts.ToHashSet(StringComparer.Ordinal));
        Assert.Subset(silent, Alerts.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_alert_has_a_section_in_the_runbook_that_says_what_it_means_and_what_to_do()
    {
        var sections = Section().Matches(File.ReadAllText(Repository.PathOf("docs/runbook.md")))
            .ToDictionary(match => match.Groups["alert"].Value, match => match.Groups["text"].Value, StringComparer.Ordinal);

        Assert.Equal(Alerts.Order(StringComparer.Ordinal), sections.Keys.Order(StringComparer.Ordinal));
        Assert.All(sections, section =>
        {
            Assert.Contains("**Means**", section.Value, StringComparison.Ordinal);
            Assert.Contains("**Do**", section.Value, StringComparison.Ordinal);
        });
        Assert.Equal(
            Alerts.Select(alert => $"docs/runbook.md#{alert.ToLowerInvariant()}"),
            Runbook().Matches(Rules).Select(match => match.Groups["url"].Value));
    }

    [GeneratedRegex(@"- alert: (?<alert>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alert();

    [GeneratedRegex(@"runbook_url: (?<url>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Runbook();

    [GeneratedRegex(@"alertname: (?<alert>\w+), exp_alerts: \[\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Silent();

    [GeneratedRegex(
        @"alertname: (?<alert>\w+)\n +exp_alerts:\n +- exp_labels", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fires();

    [GeneratedRegex(
        @"^### (?<alert>\w+)\n(?<text>(?s:.*?))(?=^#|\z)", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Section();
}
