using System.Text.Json.Serialization;

namespace StatusLevels.Api.Catalog;

/// <summary>The levels, by name.</summary>
internal sealed record StatusLevelInfoReply(LevelsInfo Levels);

/// <summary>A, B and C.</summary>
internal sealed record LevelsInfo(
    [property: JsonPropertyName("A")] LevelInfo A,
    [property: JsonPropertyName("B")] LevelInfo B,
    [property: JsonPropertyName("C")] TopLevelInfo C);

/// <summary>What is published about a level.</summary>
internal record LevelInfo(string Name, string Description, string Price, IReadOnlyList<string> Features);

/// <summary>What is published about C.</summary>
internal sealed record TopLevelInfo(
    string Name, string Description, string Price, IReadOnlyList<string> Features,
    // Last, after what it has in common with the others.
    [property: JsonPropertyOrder(1)] IReadOnlyList<CriterionInfo> Criteria)
    : LevelInfo(Name, Description, Price, Features);

/// <summary>A criterion of C.</summary>
/// <param name="Key">Stable name.</param>
/// <param name="Label">What it is called.</param>
/// <param name="RequiredValue">The number it asks for.</param>
/// <param name="Comparison"><c>at_least</c> or <c>less_than</c> that number.</param>
internal sealed record CriterionInfo(string Key, string Label, decimal RequiredValue, string Comparison);

/// <summary>The catalog as it is published.</summary>
internal static class StatusLevelInfo
{
    public static StatusLevelInfoReply Of(StatusLevelCatalog catalog, string language)
    {
        var c = Level(catalog, StatusLevel.C, language);
        return new(new(
            Level(catalog, StatusLevel.A, language),
            Level(catalog, StatusLevel.B, language),
            new TopLevelInfo(c.Name, c.Description, c.Price, c.Features, Criteria(catalog, language))));
    }

    private static LevelInfo Level(StatusLevelCatalog catalog, StatusLevel level, string language)
    {
        var texts = catalog.Levels[level];
        return new(texts.Name[language], texts.Description[language], texts.Price[language], texts.Features[language]);
    }

    private static CriterionInfo[] Criteria(StatusLevelCatalog catalog, string language)
    {
        var (labels, criteria) = (catalog.CriterionLabels, catalog.Criteria);
        return
        [
            new("review_count", labels.ReviewCount[language], criteria.MinReviewCount, "at_least"),
            new("response_rate", labels.ResponseRate[language], criteria.MinResponseRate, "at_least"),
            new("avg_response_hours", labels.AvgResponseHours[language], criteria.MaxAvgResponseHours, "less_than"),
            new("public_cases", labels.PublicCases[language], criteria.MinPublicCases, "at_least"),
        ];
    }
}
