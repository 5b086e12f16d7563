using StatusLevels.Silo.Catalog;

namespace StatusLevels.Api.Catalog;

/// <summary>The level catalog in the audit: every number under the key that sets it, and every public text.</summary>
internal sealed record AuditedCatalog(
    string Version,
    IReadOnlyDictionary<string, decimal> Numbers,
    IReadOnlyDictionary<string, IReadOnlyList<int>> Lists,
    bool GrantCAutomatically,
    IReadOnlyDictionary<string, LevelPresentation> Levels,
    CriterionLabels CriterionLabels,
    IReadOnlyDictionary<string, string> EstimatedReviewTime)
{
    public static AuditedCatalog Of(StatusLevelCatalog catalog) => new(
        catalog.Version,
        CatalogNumbers.All.ToDictionary(number => number.Key, number => number.Read(catalog), StringComparer.Ordinal),
        CatalogNumbers.Lists.ToDictionary(list => list.Key, list => list.Read(catalog), StringComparer.Ordinal),
        catalog.GrantCAutomatically,
        catalog.Levels.ToDictionary(level => level.Key.ToString(), level => level.Value, StringComparer.Ordinal),
        catalog.CriterionLabels,
        catalog.EstimatedReviewTime);
}
