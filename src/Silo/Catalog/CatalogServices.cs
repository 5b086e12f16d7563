using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace StatusLevels.Silo.Catalog;

/// <summary>Registers the level catalog.</summary>
public static class CatalogServices
{
    /// <summary>
    /// Reads the catalog at once, so that a fault stops the start, and registers it. A later change of the configuration needs a restart.
    /// </summary>
    /// <exception cref="StartupException">Something is wrong with the section <c>StatusLevels</c>.</exception>
    public static IServiceCollection AddStatusLevelCatalog(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(StatusLevelCatalogLoader.Load(configuration));
}
