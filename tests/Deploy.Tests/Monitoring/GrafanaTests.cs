using System.Text.Json;
using System.Text.RegularExpressions;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Monitoring;

/// <summary>The dashboard and what provisions it fit together. That its metrics exist is tested where a product runs.</summary>
public sealed partial class GrafanaTests
{
    private static readonly string Folder = Repository.PathOf("deploy/grafana");

    private static JsonElement Dashboard => JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, "dashboards/statuslevels.json")));

    private static JsonElement[] Panels => [.. Dashboard.GetProperty("panels").EnumerateArray()];

    [Fact]
    public void Every_panel_asks_the_datasource_that_is_provisioned()
    {
        var uid = Uid().Match(File.ReadAllText(Path.Combine(Folder, "provisioning/datasources/prometheus.yaml"))).Groups["uid"].Value;
        var asking = Panels.Where(panel => panel.TryGetProperty("targets", out _)).ToArray();

        Assert.True(asking.Length > 15);
        Assert.All(asking, panel => Assert.All(
            panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("datasource")).Append(
                panel.GetProperty("datasource")),
            datasource =>
                Assert.Equal(
                    ("prometheus", uid), (datasource.GetProperty("type").GetString(), datasource.GetProperty("uid").GetString()))));
    }

    [Fact]
    public void Panels_have_ids_and_places_of_their_own()
    {
        Assert.Equal(Panels.Length, Panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var taken = new HashSet<(int X, int Y)>();
        foreach (var place in Panels.Select(panel => panel.GetProperty("gridPos")))
        {
            var (x, y, width, height) = (
                place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(),
                place.GetProperty("h").GetInt32());
            Assert.InRange(x + width, 1, 24);
            Assert.All(
                from column in Enumerable.Range(x, width) from row in Enumerable.Range(y, height) select (column, row),
                cell => Assert.True(taken.Add(cell), $"{cell} is taken twice."));
        }
    }

    [GeneratedRegex(@"uid: (?<uid>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uid();
}
