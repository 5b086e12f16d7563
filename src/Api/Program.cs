using StatusLevels.Api.Accounts;
using StatusLevels.Api.Analytics;
using StatusLevels.Api.ApiKeys;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Badges;
using StatusLevels.Api.Catalog;
using StatusLevels.Api.Credentials;
using StatusLevels.Api.Dashboard;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Demo;
using StatusLevels.Api.Domains;
using StatusLevels.Api.Expiry;
using StatusLevels.Api.Health;
using StatusLevels.Api.History;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Import;
using StatusLevels.Api.Levels;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Notifications;
using StatusLevels.Api.OpenApi;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages;
using StatusLevels.Api.QrCodes;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Settings;
using StatusLevels.Api.Telemetry;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Api.UpgradeRequests;
using StatusLevels.Api.WebhookEndpoints;
using StatusLevels.Api.Webhooks;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;

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
        builder.AddHttp(settings);
        builder.AddSecurity();
        builder.AddLimits();
        builder.AddIdempotency();
        builder.AddTelemetry();
        builder.AddCrashReports();
        builder.AddOpenApiDocument(settings);

        builder.AddSessions();
        builder.AddAccounts();
        builder.AddApiKeys();
        builder.AddAudit();
        builder.AddCatalog();
        builder.AddOrganizations();
        builder.AddUpgradeRequests();
        builder.AddNotifications();
        builder.AddExpiry();
        builder.AddImport();
        builder.AddDirectory();
        builder.AddBadges();
        builder.AddQrCodes();
        builder.AddDomains();
        builder.AddAnalytics();
        builder.AddDelivery();
        builder.AddLog(settings, database);
        builder.AddCredentials(settings, database);
        builder.AddWebhookEndpoints();
        builder.AddMail(settings);
        builder.AddPages(settings);

        var app = builder.Build();
        app.UseHttp();
        app.MapHealth();
        app.MapMetrics();
        app.MapApiDocument();
        app.MapSession();
        app.MapStatusLevelInfo();
        app.MapStatus();
        app.MapStatusBySlug();
        app.MapHistory();
        app.MapLogProof();
        app.MapLog();
        app.MapCredentials();
        app.MapBundles();
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
        app.MapUsers();
        app.MapDirectory();
        app.MapOrganizationList();
        app.MapForget();
        app.MapBadges();
        app.MapBadgeScript();
        app.MapQrPictures();
        app.MapImpressions();
        app.MapQrCodes();
        app.MapScans();
        app.MapDomains();
        app.MapAnalytics();
        app.MapContacts();
        app.MapMail();
        app.MapMailPages();
        app.MapDevMail();
        app.MapApiKeys();
        app.MapAudit();
        app.MapWebhookEndpoints();
        app.MapSigningKeys();
        app.MapFeed();
        app.MapDeliverySummary();
        app.MapDashboard();
        app.MapPages();
        return app;
    }
}
