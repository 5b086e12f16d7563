using StatusLevels.Api.Accounts;
using StatusLevels.Api.Administration;
using StatusLevels.Api.Dashboard;
using StatusLevels.Api.Demo;
using StatusLevels.Api.Health;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.Import;
using StatusLevels.Api.Notifications;
using StatusLevels.Api.OpenApi;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Settings;
using StatusLevels.Api.StatusLevels;
using StatusLevels.Api.Telemetry;
using StatusLevels.Api.UpgradeRequests;
using StatusLevels.Api.Webhooks;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api;

/// <summary>The product as a table of contents.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args);

    /// <summary>Serves until it is told to stop. The database goes last: a private server outlives everybody who uses it.</summary>
    public static async Task ServeAsync(string[] args, bool demo, CancellationToken cancellationToken)
    {
        var builder = HostBuilding.CreateBuilder(args);
        if (demo)
        {
            builder.Services.AddHostedService<DemoService>();
        }

        var settings = builder.AddSettings();
        ListenCheck.Require(settings);
        await using var database = await builder.OpenDatabaseAsync(cancellationToken);
        var app = Build(builder, settings, database);
        await app.EnsureFirstAdminAsync(cancellationToken);
        await app.RecordCatalogAsync(cancellationToken);
        app.AnnounceWhenReady();
        await app.LiveAsync(cancellationToken);
    }

    public static WebApplication Build(WebApplicationBuilder builder, ApiSettings settings, DatabaseSession database)
    {
        builder.AddDatabase(database);
        builder.AddHealth();
        builder.AddNode(database);
        builder.Services.AddSingleton<Organization>();
        builder.Services.AddSingleton<UpgradeRequestList>();
        builder.AddExpiry();
        builder.AddHttp(settings);
        builder.AddIdempotency();
        builder.AddLimits();
        builder.AddAccounts();
        builder.AddAdministration();
        builder.AddTelemetry();
        builder.AddImport();
        builder.Services.AddSingleton<CatalogPreview>();
        builder.AddOpenApiDocument(settings);

        var app = builder.Build();
        app.UseHttp();
        app.MapHealth();
        app.MapMetrics();
        app.MapApiDocument();
        app.MapSession();
        app.MapStatusLevelInfo();
        app.MapStatus();
        app.MapHistory();
        app.MapTimeline();
        app.MapNotifications();
        app.MapLevels();
        app.MapSubscriptions();
        app.MapUpgradeRequests();
        app.MapFirstFrontEndAliases();
        app.MapReviews();
        app.MapReputation();
        app.MapImport();
        app.MapCatalogPreview();
        app.MapExpiry();
        app.MapAdministration();
        app.MapDashboard();
        return app;
    }
}
