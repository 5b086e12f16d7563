using StatusLevels.Grains.Domain;

namespace StatusLevels.Silo.Catalog;

/// <summary>A number of the level catalog: where it is configured, what it may be and where it ends up.</summary>
/// <param name="Key">Its key within the section <c>StatusLevels</c>, e.g. <c>Criteria:MinResponseRate</c>.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Range">What it may be.</param>
/// <param name="Read">Its value in a catalog.</param>
public sealed record CatalogNumber(string Key, string Unit, NumberRange Range, Func<StatusLevelCatalog, decimal> Read);

/// <summary>A list of whole numbers in the level catalog, each of them once and in order.</summary>
/// <param name="Key">Its key within the section <c>StatusLevels</c>.</param>
/// <param name="Unit">What its items count.</param>
/// <param name="Range">What each item may be.</param>
/// <param name="IsDescending">Whether the greatest comes first.</param>
/// <param name="Read">The list in a catalog.</param>
public sealed record CatalogNumberList(
    string Key, string Unit, NumberRange Range, bool IsDescending, Func<StatusLevelCatalog, IReadOnlyList<int>> Read)
{
    internal bool IsInOrder(IReadOnlyList<int> values) => values.Zip(values.Skip(1))
        .All(pair => IsDescending ? pair.First > pair.Second : pair.First < pair.Second);
}
