using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Analytics;
using StatusLevels.Api.Json;
using StatusLevels.Api.Problems;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Organizations;

/// <summary>What an organization's status is now.</summary>
internal static class StatusEndpoints
{
    private const int LongestPublicAge = 30;
    private const string Varies = "Authorization, Cookie, Origin, Accept, Accept-Language, Accept-Encoding";

    public static void MapStatus(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/organizations/{organization_id}/status", GetStatus)
        .AllowAnonymous()
        .WithTags("Organizations")
        .MayAnswer(ProblemCode.Unauthenticated, ProblemCode.DatabaseUnavailable, ProblemCode.IssuerUnavailable)
        .WithSummary("The status of an organization")
        .WithDescription("""
            Any UUID is an organization: one that was never touched has level `"0"`. Everybody sees the levels that count now; members and
            platform admins see more.
            """);

    private static async Task<Ok<StatusReply>> GetStatus(
        RouteUuid organization_id, HttpContext context, IGrainFactory grains, StatusLevelCatalog catalog, TimeProvider clock, PublicReads reads)
    {
        var status = await grains.OrganizationStatus(new OrganizationId(organization_id.Value)).GetStatus();
        var now = clock.GetUtcNow();
        var viewer = Viewers.Of(context.User, status.OrganizationId);
        if (viewer == Viewer.Public)
        {
            reads.Add();
        }

        context.Response.Headers.CacheControl = CacheControl(context, status, now);
        context.Response.Headers.Append(HeaderNames.Vary, Varies);
        return TypedResults.Ok(StatusViews.Of(status, viewer, now, catalog, RequestLanguage.Of(context.Request)));
    }

    // What is kept anywhere must not outlive the next due instant.
    private static string CacheControl(HttpContext context, StatusSnapshot status, DateTimeOffset now)
    {
        if (context.User.Identity?.IsAuthenticated == true)
        {
            return "private, no-store";
        }

        var age = status.NextDue is { } due ? Math.Clamp((due - now).TotalSeconds, 0, LongestPublicAge) : LongestPublicAge;
        return string.Create(CultureInfo.InvariantCulture, $"public, max-age={(int)age}");
    }
}
