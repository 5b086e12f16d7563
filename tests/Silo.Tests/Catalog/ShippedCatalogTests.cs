using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Catalog;

namespace StatusLevels.Silo.Tests.Catalog;

public class ShippedCatalogTests
{
    [Fact]
    public void Without_any_configuration_the_rules_are_the_published_ones()
    {
        var catalog = Configured.Shipped;

        Assert.Equal(18, catalog.ValidityMonths);
        Assert.Equal(30, catalog.RestorationGraceDays);
        Assert.Equal(14, catalog.PaymentGraceDays);
        Assert.Equal([1, 7, 13], catalog.GraceNoticeDays);
        Assert.Equal([60, 30, 7, 1], catalog.ExpiryNoticeDays);
        Assert.Equal(30, catalog.UpgradeCooldownDays);
        Assert.True(catalog.GrantCAutomatically);
        Assert.Equal(30, catalog.AtRiskDays);
        Assert.Equal(new ReputationCriteria(15, 85, 48, 1), catalog.Criteria);
        Assert.Equal(
            new CatalogLimits
            {
                MaxValidityYears = 10,
                ClockSkewMinutes = 5,
                CancellationsPerDay = 5,
                AtRiskNotificationDays = 7,
                FreshMetricsDays = 7,
                RememberedEventIds = 32,
                MaxPaymentGraceDays = 90,
            },
            catalog.Limits);
    }

    [Theory]
    [InlineData(StatusLevel.A, "Self-declared", "Самодекларация")]
    [InlineData(StatusLevel.B, "Verified by the platform", "Проверено платформой")]
    [InlineData(StatusLevel.C, "Highest reputation", "Высшая репутация")]
    public void Each_level_has_its_name_in_both_languages(StatusLevel level, string english, string russian)
    {
        var name = Configured.Shipped.Levels[level].Name;

        Assert.Equal(english, name["en"]);
        Assert.Equal(russian, name["ru"]);
    }

    [Fact]
    public void Criteria_and_the_time_of_review_are_told_in_both_languages()
    {
        var catalog = Configured.Shipped;

        Assert.Equal("Reviews in the last 12 months", catalog.CriterionLabels.ReviewCount["en"]);
        Assert.Equal("Доля отзывов с ответом за последние 90 дней, %", catalog.CriterionLabels.ResponseRate["ru"]);
        Assert.Equal("Average time to answer, hours", catalog.CriterionLabels.AvgResponseHours["en"]);
        Assert.Equal("Опубликованные кейсы", catalog.CriterionLabels.PublicCases["ru"]);
        Assert.Equal("5 business days", catalog.EstimatedReviewTime["en"]);
        Assert.Equal("5 рабочих дней", catalog.EstimatedReviewTime["ru"]);
    }

    [Fact]
    public void No_description_and_no_feature_repeats_a_number_that_a_rule_may_change()
    {
        var texts = Configured.Shipped.Levels.Values.SelectMany(
            level => level.Description.Values.Concat(level.Features.Values.SelectMany(items => items)));

        Assert.All(texts, text => Assert.DoesNotContain(text, char.IsDigit));
    }

    [Fact]
    public void The_catalog_is_read_when_it_is_registered_and_shared_by_all()
    {
        var configuration = new ConfigurationBuilder().AddKeys(("PaymentGraceDays", "21")).Build();
        using var services = new ServiceCollection().AddStatusLevelCatalog(configuration).BuildServiceProvider();
        var catalog = services.GetRequiredService<StatusLevelCatalog>();

        Assert.Equal(21, catalog.PaymentGraceDays);
        Assert.Same(catalog, services.GetRequiredService<StatusLevelCatalog>());
    }

    [Fact]
    public void A_faulty_catalog_is_refused_when_it_is_registered()
    {
        var configuration = new ConfigurationBuilder().AddKeys(("PaymentGraceDays", "-1")).Build();

        Assert.Throws<StartupException>(() => new ServiceCollection().AddStatusLevelCatalog(configuration));
    }
}
