using System.Text;
using Microsoft.Extensions.Configuration;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Catalog;

namespace StatusLevels.Silo.Tests.Catalog;

/// <summary>Catalogs from configurations as operators write them.</summary>
internal static class Configured
{
    public static StatusLevelCatalog Shipped => Load();

    public static StatusLevelCatalog Load(params ReadOnlySpan<(string Key, string? Value)> values) =>
        StatusLevelCatalogLoader.Load(Of(values));

    public static string FaultOf(params ReadOnlySpan<(string Key, string? Value)> values)
    {
        var configuration = Of(values);
        return Assert.Throws<StartupException>(() => StatusLevelCatalogLoader.Load(configuration)).Message;
    }

    public static string FaultOfJson(string section)
    {
        var configuration = new ConfigurationBuilder().AddSection(section).Build();
        return Assert.Throws<StartupException>(() => StatusLevelCatalogLoader.Load(configuration)).Message;
    }

    /// <summary>Adds a JSON source that holds this section <c>StatusLevels</c>.</summary>
    public static IConfigurationBuilder AddSection(this IConfigurationBuilder builder, string section) =>
        builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "StatusLevels": {{section}} }""")));

    /// <summary>Adds a source with these keys of the section.</summary>
    public static IConfigurationBuilder AddKeys(this IConfigurationBuilder builder, params ReadOnlySpan<(string Key, string? Value)> values)
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        foreach (var (key, value) in values)
        {
            pairs.Add(new($"StatusLevels:{key}", value));
        }

        return builder.AddInMemoryCollection(pairs);
    }

    private static IConfigurationRoot Of(ReadOnlySpan<(string Key, string? Value)> values) =>
        new ConfigurationBuilder().AddKeys(values).Build();
}
