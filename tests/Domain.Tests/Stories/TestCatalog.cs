using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Stories;

/// <summary>The catalog that the tests decide by: the numbers that the product ships with.</summary>
internal static class TestCatalog
{
    public static StatusLevelCatalog Default { get; } = new()
    {
        Version = "test-1",
        Levels = ImmutableDictionary<StatusLevel, LevelPresentation>.Empty,
        ValidityMonths = 18,
        RestorationGraceDays = 30,
        PaymentGraceDays = 14,
        CancellationGraceDays = 0,
        GraceNoticeDays = [1, 7, 13],
        ExpiryNoticeDays = [60, 30, 7, 1],
        UpgradeCooldownDays = 30,
        Criteria = new ReputationCriteria(MinReviewCount: 15, MinResponseRate: 85, MaxAvgResponseHours: 48, MinPublicCases: 1),
        GrantCAutomatically = true,
        AtRiskDays = 30,
        Limits = new CatalogLimits
        {
            MaxValidityYears = 10,
            ClockSkewMinutes = 5,
            CancellationsPerDay = 5,
            AtRiskNotificationDays = 7,
            FreshMetricsDays = 7,
            RememberedEventIds = 32,
            MaxPaymentGraceDays = 90,
        },
    };
}
