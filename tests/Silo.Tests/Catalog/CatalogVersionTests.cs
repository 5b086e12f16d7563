using StatusLevels.Silo.Catalog;

namespace StatusLevels.Silo.Tests.Catalog;

public class CatalogVersionTests
{
    // Computed apart from this code, with sha256sum over the text in docs/catalog.md. It may only change together with a rule.
    private const string ShippedVersion = "c2341b53184b";

    [Fact]
    public void The_shipped_rules_have_a_known_version() => Assert.Equal(ShippedVersion, Configured.Shipped.Version);

    [Fact]
    public void Every_rule_takes_part()
    {
        var versions = CatalogNumbers.All.Select(
            number => Configured.Load((number.Key, NumberRange.Text(number.Read(Configured.Shipped) + 1))).Version)
            .Append(Configured.Load(("GrantCAutomatically", "false")).Version)
            .Append(Configured.Load(("GraceNoticeDays", "1,7")).Version)
            .Append(Configured.Load(("ExpiryNoticeDays", "60,30,7")).Version)
            .Append(Configured.Load(("ExpiryNoticeDays", "")).Version)
            .Append(ShippedVersion)
            .ToArray();

        Assert.Equal(CatalogNumbers.All.Length + 5, versions.Length);
        Assert.Equal(versions.Length, versions.Distinct(StringComparer.Ordinal).Count());
        Assert.All(versions, version => Assert.Matches("^[0-9a-f]{12}$", version));
    }

    [Fact]
    public void Texts_take_no_part() =>
        Assert.Equal(ShippedVersion, Configured.Load(("Levels:A:Price:en", "Free"), ("EstimatedReviewTime:ru", "завтра")).Version);

    [Fact]
    public void The_spelling_of_a_number_takes_no_part() => Assert.Equal(
        ShippedVersion,
        Configured.Load(("Criteria:MinResponseRate", " 85.00"), ("AtRiskDays", "030"), ("GrantCAutomatically", "TRUE")).Version);

    [Fact]
    public void The_version_follows_the_rules_and_not_the_name_they_carry()
    {
        var catalog = Configured.Shipped;

        Assert.Equal(ShippedVersion, CatalogVersion.Of(catalog with { Version = "other" }));
        Assert.NotEqual(
            ShippedVersion, CatalogVersion.Of(catalog with { Criteria = catalog.Criteria with { MinReviewCount = 16 } }),
            StringComparer.Ordinal);
    }
}
