using Microsoft.Extensions.Configuration;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Catalog;

namespace StatusLevels.Silo.Tests.Catalog;

public class CatalogOverrideTests
{
    [Fact]
    public void One_key_is_overridden_and_its_neighbours_stay()
    {
        var catalog = Configured.Load(("Criteria:MinReviewCount", "20"));

        Assert.Equal(Configured.Shipped.Criteria with { MinReviewCount = 20 }, catalog.Criteria);
    }

    [Fact]
    public void Keys_compare_without_case() =>
        Assert.Equal(20, Configured.Load(("CRITERIA:minreviewcount", "20")).Criteria.MinReviewCount);

    [Fact]
    public void Later_sources_win_key_by_key()
    {
        var variable = $"T{Guid.NewGuid():N}_";
        Environment.SetEnvironmentVariable($"{variable}StatusLevels__PaymentGraceDays", "20");
        Environment.SetEnvironmentVariable($"{variable}StatusLevels__Criteria__MaxAvgResponseHours", "36.5");
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddSection("""{ "PaymentGraceDays": 10, "AtRiskDays": 40, "Criteria": { "MinResponseRate": 90.5 } }""")
                .AddEnvironmentVariables(variable)
                .AddCommandLine(["--StatusLevels:PaymentGraceDays=21"])
                .Build();

            var catalog = StatusLevelCatalogLoader.Load(configuration);

            Assert.Equal(21, catalog.PaymentGraceDays);
            Assert.Equal(40, catalog.AtRiskDays);
            Assert.Equal(new ReputationCriteria(15, 90.5m, 36.5m, 1), catalog.Criteria);
        }
        finally
        {
            Environment.SetEnvironmentVariable($"{variable}StatusLevels__PaymentGraceDays", null);
            Environment.SetEnvironmentVariable($"{variable}StatusLevels__Criteria__MaxAvgResponseHours", null);
        }
    }

    [Fact]
    public void A_shorter_list_leaves_no_tail_of_the_shipped_one()
    {
        var configuration = new ConfigurationBuilder().AddSection("""{ "ExpiryNoticeDays": [30, 7] }""").Build();

        Assert.Equal([30, 7], StatusLevelCatalogLoader.Load(configuration).ExpiryNoticeDays);
    }

    [Fact]
    public void A_shorter_list_leaves_no_tail_of_another_source()
    {
        var configuration = new ConfigurationBuilder()
            .AddSection("""{ "ExpiryNoticeDays": [90, 60, 30, 14, 7] }""")
            .AddKeys(("expirynoticedays:0", "10"), ("expirynoticedays:1", "5"))
            .Build();

        Assert.Equal([10, 5], StatusLevelCatalogLoader.Load(configuration).ExpiryNoticeDays);
    }

    [Fact]
    public void A_source_that_gives_one_item_gives_the_whole_list() =>
        Assert.Equal([3], Configured.Load(("GraceNoticeDays:0", "3")).GraceNoticeDays);

    [Fact]
    public void Lists_are_told_apart_through_chained_configurations()
    {
        var inner = new ConfigurationBuilder()
            .AddSection("""{ "GraceNoticeDays": [1, 2, 3, 4] }""")
            .AddSection("""{ "GraceNoticeDays": [5, 6] }""")
            .Build();
        using var configuration = new ConfigurationManager();
        configuration.AddConfiguration(inner);

        Assert.Equal([5, 6], StatusLevelCatalogLoader.Load(configuration).GraceNoticeDays);
    }

    [Fact]
    public void A_part_of_a_configuration_serves_as_one_source()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Product:StatusLevels:AtRiskDays", "40"), new("Product:StatusLevels:ExpiryNoticeDays:0", "9")])
            .Build();

        var catalog = StatusLevelCatalogLoader.Load(configuration.GetSection("Product"));

        Assert.Equal(40, catalog.AtRiskDays);
        Assert.Equal([9], catalog.ExpiryNoticeDays);
    }

    [Fact]
    public void A_list_of_numbers_may_be_one_text() =>
        Assert.Equal([45, 15, 5], Configured.Load(("ExpiryNoticeDays", "45, 15,5")).ExpiryNoticeDays);

    [Fact]
    public void A_text_over_a_list_of_items_replaces_it()
    {
        var configuration = new ConfigurationBuilder()
            .AddSection("""{ "ExpiryNoticeDays": [90, 60] }""")
            .AddKeys(("ExpiryNoticeDays", "30"))
            .Build();

        Assert.Equal([30], StatusLevelCatalogLoader.Load(configuration).ExpiryNoticeDays);
    }

    [Theory]
    [InlineData("""{ "ExpiryNoticeDays": [] }""")]
    [InlineData("""{ "ExpiryNoticeDays": "" }""")]
    public void An_empty_list_means_no_notices(string section)
    {
        var configuration = new ConfigurationBuilder().AddSection(section).Build();

        Assert.Empty(StatusLevelCatalogLoader.Load(configuration).ExpiryNoticeDays);
    }

    [Fact]
    public void An_empty_section_changes_nothing()
    {
        var configuration = new ConfigurationBuilder().AddSection("""{ "Criteria": {}, "Levels": { "A": {} } }""").Build();

        Assert.Equal(Configured.Shipped.Version, StatusLevelCatalogLoader.Load(configuration).Version);
    }

    [Fact]
    public void Features_are_overridden_as_a_whole_and_texts_stay_verbatim()
    {
        var configuration = new ConfigurationBuilder()
            .AddSection("""{ "Levels": { "B": { "Price": { "ru": "«Даром» 🎁" }, "Features": { "en": ["One"], "ru": ["Раз"] } } } }""")
            .Build();

        var level = StatusLevelCatalogLoader.Load(configuration).Levels[StatusLevel.B];

        Assert.Equal("«Даром» 🎁", level.Price["ru"]);
        Assert.Equal("Verification, from 14,900 ₽", level.Price["en"]);
        Assert.Equal(["One"], level.Features["en"]);
        Assert.Equal(["Раз"], level.Features["ru"]);
    }

    [Fact]
    public void A_grace_notice_may_lie_beyond_the_usual_grace_because_an_event_may_ask_for_a_longer_one() =>
        Assert.Equal([1, 7, 30], Configured.Load(("GraceNoticeDays", "1,7,30")).GraceNoticeDays);

    [Fact]
    public void Every_number_may_be_its_least_and_its_greatest()
    {
        foreach (var number in CatalogNumbers.All)
        {
            var least = number.Range.IsAboveMin ? number.Range.Min + 0.01m : number.Range.Min;
            Assert.Equal(least, number.Read(Configured.Load([.. Companions(number), (number.Key, NumberRange.Text(least))])));
            Assert.Equal(
                number.Range.Max,
                number.Read(Configured.Load([.. Companions(number), (number.Key, NumberRange.Text(number.Range.Max))])));
        }
    }

    // What a number at the end of its range is compared with.
    private static IEnumerable<(string Key, string? Value)> Companions(CatalogNumber number) => number.Key switch
    {
        "ValidityMonths" => [],
        "PaymentGraceDays" => [("Limits:MaxPaymentGraceDays", "365")],
        "Limits:MaxPaymentGraceDays" => [("PaymentGraceDays", "0"), ("GraceNoticeDays", "")],
        "Limits:MaxValidityYears" => [("ValidityMonths", "12")],
        _ => [],
    };
}
