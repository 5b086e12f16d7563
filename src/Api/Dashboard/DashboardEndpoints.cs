using Microsoft.Net.Http.Headers;
using Orleans.Dashboard;
using StatusLevels.Api.Conventions;
using StatusLevels.Api.Security;
using StatusLevels.Silo.Dashboard;

namespace StatusLevels.Api.Dashboard;

/// <summary>The dashboard of Orleans, page and data, for platform admins. It is no part of the API.</summary>
internal static class DashboardEndpoints
{
    /// <summary>Where it is.</summary>
    public const string Prefix = "/admin/orleans";

    // Grain state calls methods of whatever grain the address names. The page of reminders asks for all of them, however many there are, and gets those
    // that are due soon. The trace is the log of this node, for an hour.
    private static readonly string[] Closed = [$"{Prefix}/GrainState", $"{Prefix}/Reminders", $"{Prefix}/Trace"];

    public static void MapDashboard(this WebApplication app)
    {
        if (!app.Configuration.HasDashboard())
        {
            return;
        }

        app.MapOrleansDashboard(Prefix)
            .RequireAuthorization(Policies.PlatformAdmin)
            .ExcludeFromDescription()
            .AddEndpointFilter(async (invocation, next) =>
            {
                var context = invocation.HttpContext;
                if (Closed.Any(address => context.Request.Path.StartsWithSegments(address, StringComparison.OrdinalIgnoreCase)))
                {
                    return TypedResults.NotFound();
                }

                var headers = context.Response.Headers;
                headers.CacheControl = AnswerHeaders.Private;
                headers.ContentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; frame-ancestors 'none'";
                headers[HeaderNames.XFrameOptions] = "DENY";
                return await next(invocation);
            });
    }
}
