using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo.Catalog;

/// <summary>
/// Lays the configured values of the section over the shipped ones. Configuration merges lists item by item, so that [30, 7] over
/// [60, 30, 7, 1] would be [30, 7, 7, 1]: hence each source is read by itself, and the highest one that speaks of a list gives all of it.
/// </summary>
internal static class CatalogLayers
{
    private const string Shipped = "status-levels.json";

    /// <summary>The values by key within the section; keys compare without case.</summary>
    public static Dictionary<string, string?> Merge(IConfiguration configuration)
    {
        var merged = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var layer in Of(ShippedConfiguration()).Concat(Of(configuration)))
        {
            foreach (var list in CatalogKeys.Lists.Where(list => layer.Any(pair => IsWithin(list, pair.Key))))
            {
                foreach (var overridden in merged.Keys.Where(key => IsWithin(list, key)).ToArray())
                {
                    merged.Remove(overridden);
                }
            }

            foreach (var (key, value) in layer)
            {
                merged[key] = value;
            }
        }

        return merged;
    }

    private static bool IsWithin(string list, string key) =>
        key.StartsWith(list, StringComparison.OrdinalIgnoreCase) && (key.Length == list.Length || key[list.Length] == ':');

    private static IConfigurationRoot ShippedConfiguration()
    {
        using var json = Assembly.GetExecutingAssembly().GetManifestResourceStream(Shipped)
            ?? throw new InvalidOperationException($"The resource {Shipped} is missing from the assembly.");
        return new ConfigurationBuilder().AddJsonStream(json).Build();
    }

    // Lowest first. A part of a configuration does not tell its sources and counts as one.
    private static IEnumerable<List<KeyValuePair<string, string?>>> Of(IConfiguration configuration) =>
        configuration is IConfigurationRoot root
        ? root.Providers.SelectMany(
            provider => provider is ChainedConfigurationProvider chained ? Of(chained.Configuration) : [Read(provider)])
        : [[.. configuration.GetSection(CatalogKeys.Section).AsEnumerable(makePathsRelative: true)]];

    private static List<KeyValuePair<string, string?>> Read(IConfigurationProvider provider)
    {
        var layer = new List<KeyValuePair<string, string?>>();
        Collect("");
        return layer;

        void Collect(string key)
        {
            var path = CatalogKeys.Full(key);
            if (provider.TryGet(path, out var value))
            {
                layer.Add(new(key, value));
            }

            foreach (var child in provider.GetChildKeys([], path).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                Collect(key.Length == 0 ? child : $"{key}:{child}");
            }
        }
    }
}
