using StatusLevels.Api.Settings;
using StatusLevels.Silo.Logging;

namespace StatusLevels.Api.Hosting;

/// <summary>The bare host: where configuration comes from, and what is logged.</summary>
internal static class HostBuilding
{
    /// <exception cref="Silo.StartupException">A setting is wrong; the sentence names it.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = CreateBareBuilder(args);
        builder.AddStatusLevelsLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>Only where configuration comes from: nothing of it was read yet.</summary>
    public static WebApplicationBuilder CreateBareBuilder(string[] args)
    {
        // An appsettings.json of the operator's lies beside the program, wherever it is started from; relative paths of settings mean the
        // current folder.
        return WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    }

    public static ApiSettings AddSettings(this WebApplicationBuilder builder)
    {
        var settings = new SettingsReader(builder.Configuration, builder.Environment.IsDevelopment()).Read();
        builder.Services.AddSingleton(settings);
        return settings;
    }
}
