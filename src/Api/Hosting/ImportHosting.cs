using StatusLevels.Api.Import;

namespace StatusLevels.Api.Hosting;

/// <summary>The bulk import of existing subscribers.</summary>
internal static class ImportHosting
{
    public static void AddImport(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(ImportLimits.From(builder.Configuration));
        services.AddSingleton<ImportGate>();
        services.AddSingleton<DatabaseOutage>();
        services.AddSingleton<SubscriberImport>();
    }
}
