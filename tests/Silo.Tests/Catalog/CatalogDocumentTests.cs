using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Catalog;

namespace StatusLevels.Silo.Tests.Catalog;

public partial class CatalogDocumentTests
{
    private static readonly StatusLevelCatalog Shipped = Configured.Shipped;
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository(), "docs", "catalog.md"));

    [Fact]
    public void The_table_of_rules_says_what_is_enforced()
    {
        var expected = CatalogNumbers.All
            .Select(number => (number.Key, number.Unit, Range: number.Range.ToString(), Default: NumberRange.Text(number.Read(Shipped))))
            .Concat(CatalogNumbers.Lists.Select(list => (list.Key, list.Unit, $"each {list.Range}", string.Join(", ", list.Read(Shipped)))))
            .Append(("GrantCAutomatically", "-", "true or false", Shipped.GrantCAutomatically ? "true" : "false"));

        var documented = Table("Rules").Select(row => (row[0], row[2], row[3], row[4]));

        Assert.Equal(expected, documented);
    }

    [Fact]
    public void The_table_of_texts_says_what_is_published()
    {
        var labels = Shipped.CriterionLabels;
        (string, ImmutableDictionary<string, string>)[] texts =
        [
            ("EstimatedReviewTime", Shipped.EstimatedReviewTime),
            ("CriterionLabels:ReviewCount", labels.ReviewCount),
            ("CriterionLabels:ResponseRate", labels.ResponseRate),
            ("CriterionLabels:AvgResponseHours", labels.AvgResponseHours),
            ("CriterionLabels:PublicCases", labels.PublicCases),
            .. Shipped.Levels.OrderBy(pair => pair.Key).SelectMany(pair => new[]
            {
                ($"Levels:{pair.Key}:Name", pair.Value.Name),
                ($"Levels:{pair.Key}:Description", pair.Value.Description),
                ($"Levels:{pair.Key}:Price", pair.Value.Price),
                ($"Levels:{pair.Key}:Features", pair.Value.Features.ToImmutableDictionary(
                    items => items.Key, items => string.Join("<br>", items.Value), StringComparer.Ordinal)),
            }),
        ];

        var documented = Table("Texts").Select(row => (row[0], row[2], row[3]));

        Assert.Equal(texts.Select(text => (text.Item1, text.Item2["en"], text.Item2["ru"])), documented);
    }

    [Fact]
    public void The_table_of_colors_says_what_levels_are_painted_with() => Assert.Equal(
        Shipped.Levels.OrderBy(pair => pair.Key).Select(pair => ($"Levels:{pair.Key}:Color", pair.Value.Color)),
        Table("Colors").Select(row => (row[0], row[2])));

    [Fact]
    public void Every_key_has_a_meaning() =>
        Assert.All(Table("Rules").Concat(Table("Texts")).Concat(Table("Colors")), row => Assert.NotEmpty(row[1]));

    [Fact]
    public void The_hashed_text_and_its_version_are_the_shipped_ones()
    {
        Assert.Contains($"`{Shipped.Version}`", Document, StringComparison.Ordinal);
        Assert.Contains($"```\n{CatalogVersion.CanonicalText(Shipped)}```", Document, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_of_a_fault_is_what_an_operator_sees() =>
        Assert.Contains($"```\n{Configured.FaultOf(("Criteria:MinResponseRate", "140"))}\n```", Document, StringComparison.Ordinal);

    [Fact]
    public void The_domain_type_documents_the_ranges_that_are_enforced()
    {
        var comments = XDocument.Load(Path.ChangeExtension(typeof(StatusLevelCatalog).Assembly.Location, ".xml"))
            .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);
        var criteria = comments["T:StatusLevels.Grains.Domain.ReputationCriteria"]
            .Elements("param").ToDictionary(param => param.Attribute("name")!.Value, StringComparer.Ordinal);

        foreach (var (key, range) in CatalogNumbers.All.Select(number => (number.Key, number.Range))
            .Concat(CatalogNumbers.Lists.Select(list => (list.Key, list.Range))))
        {
            var comment = key.Split(':') switch
            {
                ["Criteria", var name] => criteria[name],
                ["Limits", var name] => comments[$"P:StatusLevels.Grains.Domain.CatalogLimits.{name}"],
                _ => comments[$"P:StatusLevels.Grains.Domain.StatusLevelCatalog.{key}"],
            };
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"({range}"), comment.Value, StringComparison.Ordinal);
        }
    }

    // Rows of the table below a heading, by cell; the key without its section and its quotes.
    private static IEnumerable<string[]> Table(string heading) => Document.Split($"\n## {heading}\n")[1].Split("\n## ")[0].Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split(" | "))
        .Select(cells => (string[])[Key().Match(cells[0]).Groups["key"].Value, .. cells[1..]]);

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StatusLevels.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside their repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("^`StatusLevels:(?<key>[^`]+)`$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Key();
}
