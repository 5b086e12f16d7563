using StatusLevels.Silo.Catalog;

namespace StatusLevels.Api.Catalog;

/// <summary>The level catalog in the audit: every number under the key that sets it, and every public text.</summary>
internal sealed record AuditedCatalog
{
    public required string Version { get; init; }

    public required IReadOnlyDictionary<string, decimal> Numbers { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<int>> Lists { get; init; }

    public required bool GrantCAutomatically { get; init; }

    public required IReadOnlyDictionary<string, LevelPresentation> Levels { get; init; }

    public required CriterionLabels CriterionLabels { get; init; }

    public required IReadOnlyDictionary<string, string> EstimatedReviewTime { get; init; }

    public static AuditedCatalog Of(StatusLevelCatalog catalog) => new()
    {
        Version = catalog.Version,
        Numbers = CatalogNumbers.All.ToDictionary(number => number.Key, number => number.Read(catalog), StringComparer.Ordinal),
        Lists = CatalogNumbers.Lists.ToDictionary(list => list.Key, list => list.Read(catalog), StringComparer.Ordinal),
        GrantCAutomatically = catalog.GrantCAutomatically,
        Levels = catalog.Levels.ToDictionary(level => level.Key.ToString(), level => level.Value, StringComparer.Ordinal),
        CriterionLabels = catalog.CriterionLabels,
        EstimatedReviewTime = catalog.EstimatedReviewTime,
    };
}
