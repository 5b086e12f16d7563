using StatusLevels.Api.Answers;
using StatusLevels.Silo.Dashboard;

namespace StatusLevels.Api.Dashboard;

/// <summary>The dashboard of Orleans, page and data, for platform admins. It is no part of the API.</summary>
internal static class DashboardEndpoints
{
    /// <summary>Where it is.</summary>
    public const string Prefix = "/admin/orleans";

    private const string Reminders = $"{Prefix}/Reminders";

    // Grain state calls methods of whatever grain the address names; the trace is the log of this node, for an hour.
    private static readonly string[] Closed = [$"{Prefix}/GrainState", $"{Prefix}/Trace"];

    // What tells of one silo; another text in its place would be a crash.
    private static readonly string[] OfOneSilo =
        [$"{Prefix}/HistoricalStats", $"{Prefix}/SiloProperties", $"{Prefix}/SiloMetadata", $"{Prefix}/SiloStats",
            $"{Prefix}/SiloCounters"];

    public static void MapDashboard(this WebApplication app)
    {
        if (!app.Configuration.HasDashboard())
        {
            return;
        }

        var dashboard = new LateDashboard(app.Services);
        app.MapGet($"{Prefix}/{{**path}}", dashboard.AnswerAsync)
            .RequireAuthorization(Policies.PlatformAdmin)
            .ExcludeFromDescription();
    }

    /// <summary>What stands before each route of Orleans's.</summary>
    public static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (Closed.Any(address => Asks(context, address)) || AsksForNoSilo(context))
        {
            return TypedResults.NotFound();
        }

        var headers = context.Response.Headers;
        headers.CacheControl = AnswerHeaders.Private;
        headers.GuardTool();
        // It would read every reminder that there is, at each look; its page cannot do without an answer.
        return Asks(context, Reminders)
            ? TypedResults.Text("""{"reminders":[],"count":0}""", "application/json")
            : await next(invocation);
    }

    private static bool AsksForNoSilo(HttpContext context) =>
        OfOneSilo.Any(address => Asks(context, address))
            && !IsSilo((context.Request.RouteValues["address"] ?? context.Request.RouteValues["path"]) as string ?? "");

    private static bool IsSilo(string text)
    {
        try
        {
            return SiloAddress.FromParsableString(text) is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool Asks(HttpContext context, string address) =>
        context.Request.Path.StartsWithSegments(address, StringComparison.OrdinalIgnoreCase);
}
