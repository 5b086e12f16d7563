using StatusLevels.Grains.Domain;

namespace StatusLevels.Silo.Catalog;

/// <summary>Keys of the level catalog that hold no number, within the section <see cref="Section"/>.</summary>
internal static class CatalogKeys
{
    public const string Section = "StatusLevels";

    public const string GrantCAutomatically = "GrantCAutomatically";

    public const string EstimatedReviewTime = "EstimatedReviewTime";

    public static string Name(StatusLevel level) => $"Levels:{level}:Name";

    public static string Description(StatusLevel level) => $"Levels:{level}:Description";

    public static string Price(StatusLevel level) => $"Levels:{level}:Price";

    public static string Features(StatusLevel level) => $"Levels:{level}:Features";

    public static string Color(StatusLevel level) => $"Levels:{level}:Color";

    public static string Label(string criterion) => $"CriterionLabels:{criterion}";

    public static string In(string language, string key) => $"{key}:{language}";

    /// <summary>The keys whose value is a list. A list is overridden as a whole, never item by item.</summary>
    public static IEnumerable<string> Lists { get; } =
    [
        .. CatalogNumbers.Lists.Select(list => list.Key),
        .. from level in Enum.GetValues<StatusLevel>()
           from language in StatusLevelCatalog.Languages
           select In(language, Features(level)),
    ];

    /// <summary>A key as the operator writes it.</summary>
    public static string Full(string key) => key.Length == 0 ? Section : $"{Section}:{key}";
}
