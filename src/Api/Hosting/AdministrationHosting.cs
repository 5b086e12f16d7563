using StatusLevels.Api.Accounts;
using StatusLevels.Api.Analytics;
using StatusLevels.Api.ApiKeys;
using StatusLevels.Api.Audit;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Silo.Analytics;
using StatusLevels.Silo.Organizations;

namespace StatusLevels.Api.Hosting;

/// <summary>Users, the directory, service keys, and the audit of what is changed in them.</summary>
internal static class AdministrationHosting
{
    public static void AddAdministration(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AuditedChanges>();
        services.AddSingleton<AuditList>();
        services.AddSingleton<CatalogAudit>();
        services.AddSingleton<UserChanges>();
        services.AddSingleton<UserList>();
        services.AddSingleton<DirectoryEntries>();
        services.AddSingleton<Memberships>();
        services.AddSingleton<OrganizationList>();
        services.AddSingleton<OrganizationErasure>();
        services.AddSingleton<AnalyticsReader>();
        services.AddSingleton<PublicReads>();
        services.AddHostedService(provider => provider.GetRequiredService<PublicReads>());
        services.AddSingleton<ApiKeyStore>();
    }

    /// <summary>Users, directory, service keys and audit under <c>/api/admin</c>, and the contacts of organizations.</summary>
    public static void MapAdministration(this IEndpointRouteBuilder routes)
    {
        routes.MapUsers();
        routes.MapDirectory();
        routes.MapOrganizationList();
        routes.MapForget();
        routes.MapAnalytics();
        routes.MapContacts();
        routes.MapApiKeys();
        routes.MapAudit();
    }

    public static Task RecordCatalogAsync(this WebApplication app, CancellationToken cancellationToken) =>
        app.Services.GetRequiredService<CatalogAudit>().RecordAsync(cancellationToken);
}
