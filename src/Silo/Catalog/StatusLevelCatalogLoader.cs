using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Silo.Catalog;

/// <summary>
/// Reads the level catalog: the shipped <c>status-levels.json</c>, with the section <c>StatusLevels</c> of the configuration laid over it
/// key by key. docs/catalog.md describes every key.
/// </summary>
public static class StatusLevelCatalogLoader
{
    /// <summary>Reads and validates the catalog.</summary>
    /// <exception cref="StartupException">Something is wrong with the section; the
    /// message names each key and what it should be.</exception>
    public static StatusLevelCatalog Load(IConfiguration configuration)
    {
        var reader = new CatalogReader(CatalogLayers.Merge(configuration));
        var catalog = Read(reader);
        reader.RefuseTheRest();
        return reader.Faults switch
        {
            [] => catalog with { Version = CatalogVersion.Of(catalog) },
            [var fault] => throw new StartupException(fault),
            var faults => throw new StartupException($"The level catalog has {faults.Count} faults:\n- {string.Join("\n- ", faults)}"),
        };
    }

    // A number that was found wrong stands at the least one allowed here: the catalog is thrown away then.
    private static StatusLevelCatalog Read(CatalogReader reader)
    {
        var catalog = new StatusLevelCatalog
        {
            ValidityMonths = Whole(CatalogNumbers.ValidityMonths),
            RestorationGraceDays = Whole(CatalogNumbers.RestorationGraceDays),
            PaymentGraceDays = Whole(CatalogNumbers.PaymentGraceDays),
            CancellationGraceDays = Whole(CatalogNumbers.CancellationGraceDays),
            GraceNoticeDays = reader.Numbers(CatalogNumbers.GraceNoticeDays),
            ExpiryNoticeDays = reader.Numbers(CatalogNumbers.ExpiryNoticeDays),
            UpgradeCooldownDays = Whole(CatalogNumbers.UpgradeCooldownDays),
            GrantCAutomatically = reader.Flag(CatalogKeys.GrantCAutomatically),
            AtRiskDays = Whole(CatalogNumbers.AtRiskDays),
            Criteria = new ReputationCriteria(
                Whole(CatalogNumbers.MinReviewCount),
                reader.Number(CatalogNumbers.MinResponseRate),
                reader.Number(CatalogNumbers.MaxAvgResponseHours),
                Whole(CatalogNumbers.MinPublicCases)),
            Limits = new CatalogLimits
            {
                MaxValidityYears = Whole(CatalogNumbers.MaxValidityYears),
                ClockSkewMinutes = Whole(CatalogNumbers.ClockSkewMinutes),
                CancellationsPerDay = Whole(CatalogNumbers.CancellationsPerDay),
                AtRiskNotificationDays = Whole(CatalogNumbers.AtRiskNotificationDays),
                FreshMetricsDays = Whole(CatalogNumbers.FreshMetricsDays),
                RememberedEventIds = Whole(CatalogNumbers.RememberedEventIds),
                MaxPaymentGraceDays = Whole(CatalogNumbers.MaxPaymentGraceDays),
            },
            CriterionLabels = new CriterionLabels(
                reader.Texts(CatalogKeys.Label(nameof(CriterionLabels.ReviewCount))),
                reader.Texts(CatalogKeys.Label(nameof(CriterionLabels.ResponseRate))),
                reader.Texts(CatalogKeys.Label(nameof(CriterionLabels.AvgResponseHours))),
                reader.Texts(CatalogKeys.Label(nameof(CriterionLabels.PublicCases)))),
            EstimatedReviewTime = reader.Texts(CatalogKeys.EstimatedReviewTime),
            Levels = Enum.GetValues<StatusLevel>().ToImmutableDictionary(level => level, level => Presentation(reader, level)),
        };
        Compare(reader, catalog);
        return catalog;

        int Whole(CatalogNumber number) => (int)reader.Number(number);
    }

    private static LevelPresentation Presentation(CatalogReader reader, StatusLevel level) => new(
        reader.Texts(CatalogKeys.Name(level)),
        reader.Texts(CatalogKeys.Description(level)),
        reader.Texts(CatalogKeys.Price(level)),
        reader.TextLists(CatalogKeys.Features(level)),
        reader.Color(CatalogKeys.Color(level)));

    // What is right by itself and wrong together: rules that could never be kept, or never come true.
    private static void Compare(CatalogReader reader, StatusLevelCatalog catalog)
    {
        var (validity, years) = (CatalogNumbers.ValidityMonths.Key, CatalogNumbers.MaxValidityYears.Key);
        if (reader.AreSound(validity, years) && catalog.ValidityMonths > catalog.Limits.MaxValidityYears * 12)
        {
            reader.Fault(
                validity,
                $"must not exceed {CatalogKeys.Full(years)} ({catalog.Limits.MaxValidityYears} years), "
                + $"but is {catalog.ValidityMonths} months");
        }

        var (grace, longest, notices) =
            (CatalogNumbers.PaymentGraceDays.Key, CatalogNumbers.MaxPaymentGraceDays.Key, CatalogNumbers.GraceNoticeDays.Key);
        var days = catalog.Limits.MaxPaymentGraceDays;
        if (reader.AreSound(grace, longest) && catalog.PaymentGraceDays > days)
        {
            reader.Fault(grace, $"must not exceed {CatalogKeys.Full(longest)} ({days}), but is {catalog.PaymentGraceDays}");
        }

        // A day beyond the usual grace is in order, since an event may ask for a longer one; a day beyond the longest could never come.
        if (reader.AreSound(notices, longest) && catalog.GraceNoticeDays.LastOrDefault() is var last && last >= days && last > 0)
        {
            reader.Fault(notices, $"must end before {CatalogKeys.Full(longest)} ({days}), but ends with {last}");
        }
    }
}
