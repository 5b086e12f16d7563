using System.Collections.Immutable;

namespace StatusLevels.Silo.Catalog;

/// <summary>
/// Every number of the level catalog with its range. The loader validates by this table, the documents are checked against it,
/// and the catalog's version is computed along it.
/// </summary>
public static class CatalogNumbers
{
    public static CatalogNumber ValidityMonths { get; } =
        new("ValidityMonths", "calendar months", new(1, 120), catalog => catalog.ValidityMonths);

    public static CatalogNumber RestorationGraceDays { get; } =
        new("RestorationGraceDays", "days", new(0, 3650), catalog => catalog.RestorationGraceDays);

    public static CatalogNumber PaymentGraceDays { get; } =
        new("PaymentGraceDays", "days", new(0, 365), catalog => catalog.PaymentGraceDays);

    public static CatalogNumber CancellationGraceDays { get; } =
        new("CancellationGraceDays", "days", new(0, 90), catalog => catalog.CancellationGraceDays);

    public static CatalogNumber UpgradeCooldownDays { get; } =
        new("UpgradeCooldownDays", "days", new(0, 3650), catalog => catalog.UpgradeCooldownDays);

    public static CatalogNumber AtRiskDays { get; } =
        new("AtRiskDays", "days", new(0, 3650), catalog => catalog.AtRiskDays);

    public static CatalogNumber MinReviewCount { get; } =
        new("Criteria:MinReviewCount", "reviews", new(0, 1_000_000), catalog => catalog.Criteria.MinReviewCount);

    public static CatalogNumber MinResponseRate { get; } =
        new("Criteria:MinResponseRate", "percent", new(0, 100) { IsFractional = true }, catalog => catalog.Criteria.MinResponseRate);

    public static CatalogNumber MaxAvgResponseHours { get; } =
        new(
            "Criteria:MaxAvgResponseHours", "hours", new(0, 8760) { IsFractional = true, IsAboveMin = true },
            catalog => catalog.Criteria.MaxAvgResponseHours);

    public static CatalogNumber MinPublicCases { get; } =
        new("Criteria:MinPublicCases", "cases", new(0, 1_000_000), catalog => catalog.Criteria.MinPublicCases);

    public static CatalogNumber MaxValidityYears { get; } =
        new("Limits:MaxValidityYears", "calendar years", new(1, 100), catalog => catalog.Limits.MaxValidityYears);

    public static CatalogNumber ClockSkewMinutes { get; } =
        new("Limits:ClockSkewMinutes", "minutes", new(0, 60), catalog => catalog.Limits.ClockSkewMinutes);

    public static CatalogNumber CancellationsPerDay { get; } =
        new("Limits:CancellationsPerDay", "requests", new(1, 1000), catalog => catalog.Limits.CancellationsPerDay);

    public static CatalogNumber AtRiskNotificationDays { get; } =
        new("Limits:AtRiskNotificationDays", "days", new(0, 365), catalog => catalog.Limits.AtRiskNotificationDays);

    public static CatalogNumber FreshMetricsDays { get; } =
        new("Limits:FreshMetricsDays", "days", new(0, 365), catalog => catalog.Limits.FreshMetricsDays);

    public static CatalogNumber RememberedEventIds { get; } =
        new("Limits:RememberedEventIds", "event ids", new(1, 1000), catalog => catalog.Limits.RememberedEventIds);

    public static CatalogNumber MaxPaymentGraceDays { get; } =
        new("Limits:MaxPaymentGraceDays", "days", new(0, 365), catalog => catalog.Limits.MaxPaymentGraceDays);

    public static CatalogNumberList GraceNoticeDays { get; } =
        new("GraceNoticeDays", "days", new(1, 364), false, catalog => catalog.GraceNoticeDays);

    public static CatalogNumberList ExpiryNoticeDays { get; } =
        new("ExpiryNoticeDays", "days", new(1, 3650), true, catalog => catalog.ExpiryNoticeDays);

    /// <summary>All single numbers, in the order of the documents.</summary>
    public static ImmutableArray<CatalogNumber> All { get; } =
    [
        ValidityMonths, RestorationGraceDays, PaymentGraceDays, CancellationGraceDays, UpgradeCooldownDays, AtRiskDays,
        MinReviewCount, MinResponseRate, MaxAvgResponseHours, MinPublicCases,
        MaxValidityYears, ClockSkewMinutes, CancellationsPerDay, AtRiskNotificationDays, FreshMetricsDays, RememberedEventIds,
        MaxPaymentGraceDays,
    ];

    /// <summary>All lists of numbers, in the order of the documents.</summary>
    public static ImmutableArray<CatalogNumberList> Lists { get; } = [GraceNoticeDays, ExpiryNoticeDays];
}
