using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Mail;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Silo.Dashboard;
using StatusLevels.Silo.Expiry;
using StatusLevels.Silo.Organizations;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.Pages.Admin;

/// <summary>The first page of the platform: what waits for a person.</summary>
internal static class Overview
{
    private const int MostItems = 5;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public static void AddAdminPages(this IServiceCollection services)
    {
        services.AddSingleton<Organizations.OrganizationFile>();
        services.AddSingleton<Organizations.OrganizationPeople>();
        services.AddSingleton<Requests.ReviewDesk>();
        // A test gives it a clock of its own.
        services.TryAddSingleton<Expiring.BulkChanges>();
        services.AddSingleton<WaitingWork>();
    }

    public static void MapOverview(this IEndpointRouteBuilder admin) => admin.MapPage(AdminPages.Home, Show);

    private static async Task<Page> Show(
        HttpContext context, WaitingWork work, IConfiguration configuration, IGrainFactory grains, OrganizationNames names,
        OrganizationList organizations, MailSettings mail)
    {
        if (await organizations.NeverHadOne(context.RequestAborted))
        {
            return Page.Of<FirstStepsView>("admin.title", mail);
        }

        var waiting = await work.ReadAsync(MostItems, Soon, Day, context);
        var known = await names.OfAsync(waiting.Requests.Select(request => request.OrganizationId.Value), context.RequestAborted);
        return Page.Of<AdminHomeView>(
            "admin.title", new AdminHome(waiting, known, await NodesAsync(grains), configuration.HasDashboard()));
    }

    // Of the table of the cluster's members, so that a node without a silo knows them, too.
    private static async Task<ImmutableArray<ClusterNode>> NodesAsync(IGrainFactory grains)
    {
        var hosts = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        return [.. hosts.Select(host => new ClusterNode(host.Key.Endpoint.ToString(), host.Value == SiloStatus.Active))];
    }
}

/// <summary>Reads what waits for a person.</summary>
internal sealed class WaitingWork(
    UpgradeRequestList requests, ExpiringLevels levels, ExpirySummaryReader notices, NpgsqlDataSource database, TimeProvider clock)
{
    /// <param name="items">How many of each are named.</param>
    /// <param name="soon">How far ahead an end waits for somebody.</param>
    /// <param name="back">How far back notices are looked at.</param>
    /// <param name="context">Who asks.</param>
    public async Task<Waiting> ReadAsync(int items, TimeSpan soon, TimeSpan back, HttpContext context)
    {
        var (now, cancellationToken) = (clock.GetUtcNow(), context.RequestAborted);
        var (pending, asked) = await requests.ReadQueue(UpgradeRequestStatus.Pending, after: null, items, cancellationToken);
        return new()
        {
            Requests = pending,
            RequestCount = asked,
            Ending = await levels.ReadPage(now, now + soon, after: null, items, untold: false, cancellationToken),
            EndingCount = await levels.Count(now, now + soon, cancellationToken),
            Graces = await levels.ReadGraces(now, now.AddYears(1), after: null, items, cancellationToken),
            GraceCount = await levels.CountGraces(now, now.AddYears(1), cancellationToken),
            Notices = await notices.Read(now - back, now, now, cancellationToken),
            Deliveries = (await DeliverySummaryEndpoint.Read(context, database, clock)).Value!,
        };
    }
}

/// <summary>What waits for a person.</summary>
internal sealed record Waiting
{
    /// <summary>The oldest requests.</summary>
    public required ImmutableArray<StoredUpgradeRequest> Requests { get; init; }

    public required long RequestCount { get; init; }

    /// <summary>The levels that end soonest.</summary>
    public required ImmutableArray<ExpiringLevel> Ending { get; init; }

    public required long EndingCount { get; init; }

    /// <summary>The graces that end soonest.</summary>
    public required ImmutableArray<ExpiringLevel> Graces { get; init; }

    public required long GraceCount { get; init; }

    public required ExpirySummary Notices { get; init; }

    public required DeliverySummary Deliveries { get; init; }
}

/// <summary>What the first page of the platform shows.</summary>
/// <param name="Waiting">What waits for a person.</param>
/// <param name="Names">What organizations with requests are called.</param>
/// <param name="Nodes">The nodes that organizations live on.</param>
/// <param name="HasDashboard">The dashboard of Orleans is on.</param>
internal sealed record AdminHome(
    Waiting Waiting, IReadOnlyDictionary<Guid, string> Names, ImmutableArray<ClusterNode> Nodes, bool HasDashboard);

/// <summary>A node.</summary>
internal sealed record ClusterNode(string Address, bool IsActive);
