using Orleans.Dashboard;

namespace StatusLevels.Api.Dashboard;

/// <summary>
/// The routes of Orleans's dashboard, mapped by the first request that asks for one: Orleans reads and packs all its files when it maps
/// them, which was a fifth of a start and a third of the memory of an idle node.
/// </summary>
internal sealed class LateDashboard(IServiceProvider services)
{
    private readonly Lazy<RequestDelegate> routes = new(() => Map(services));

    /// <summary>Answers with what one of its routes answers, and with 404 where there is none.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        // The endpoint that led here: its checks are done, and the routing below looks for one of its own.
        context.SetEndpoint(null);
        return routes.Value(context);
    }

    private static RequestDelegate Map(IServiceProvider services)
    {
        var branch = new ApplicationBuilder(services);
        branch.UseRouting();
        branch.UseEndpoints(routes => routes.MapOrleansDashboard(DashboardEndpoints.Prefix)
            .ExcludeFromDescription()
            .AddEndpointFilter(DashboardEndpoints.GuardAsync));
        return branch.Build();
    }
}
