using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Health;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Silo.Dashboard;
using StatusLevels.Silo.Expiry;

namespace StatusLevels.Api.Pages.Admin.Nodes;

/// <summary>How the product itself stands.</summary>
internal static class SystemPage
{
    public const string Address = $"{AdminPages.Home}/system";

    public static void AddSystemPage(this IServiceCollection services) => services.AddSingleton<SystemRecords>();

    public static void MapSystemPage(this IEndpointRouteBuilder admin) => admin.MapPage("/system", Show);

    private static async Task<Page> Show(
        HttpContext context, IGrainFactory grains, Readiness readiness, SystemRecords records, ExpirySummaryReader expiry,
        NpgsqlDataSource database, TimeProvider clock, IConfiguration configuration)
    {
        var gone = context.RequestAborted;
        var now = clock.GetUtcNow();
        var hosts = await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: true);
        var report = await readiness.ReadAsync(gone);
        return Page.Of<SystemView>("system.title", new SystemModel
        {
            Version = typeof(SystemPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            Nodes = [.. hosts.OrderBy(host => host.StartTime).Select(
                host => new SystemNode(host.SiloName, host.SiloAddress.Endpoint.ToString(), new(host.StartTime, TimeSpan.Zero)))],
            Checks = [.. report.Entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Status == HealthStatus.Healthy))],
            Migrations = await records.MigrationsAsync(gone),
            Backlog = await expiry.ReadBacklog(now, gone),
            Delivery = (await DeliverySummaryEndpoint.Read(context, database, clock)).Value!,
            Summaries = await records.SummariesAsync(gone),
            HasDashboard = configuration.HasDashboard(),
        });
    }
}
