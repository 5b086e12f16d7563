using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using StatusLevels.Api.OpenApi;
using StatusLevels.Api.OrganizationDirectory;

namespace StatusLevels.Api.Organizations;

/// <summary>The status of the organization that has a slug; one that it had leads on.</summary>
internal static class StatusBySlug
{
    public static void MapStatusBySlug(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/organizations/by-slug/{slug}/status", GetStatus)
        .AllowAnonymous()
        .WithMetadata(new ShowsMoreToMembers(), new ReadByAnybody())
        .WithTags("Organizations")
        .WithMetadata(new IsTagged())
        .MayAnswer(
            ProblemCode.Unauthenticated, ProblemCode.Forbidden, ProblemCode.NotFound, ProblemCode.Gone, ProblemCode.ValidationFailed,
            ProblemCode.DatabaseUnavailable)
        .WithSummary("The status of the organization with a slug")
        .WithDescription("""
            What `GET /api/organizations/{organization_id}/status` answers. A slug that the organization had before is redirected (302) to the one that it has
            now; what no organization has, or had, is 404.
            """);

    private static async Task<Results<StatusAnswer, MovedSlug, Problem>> GetStatus(
        RouteSlug slug, HttpContext context, Slugs slugs, IGrainFactory grains, PublicStatuses statuses, StatusLevelCatalog catalog,
        TimeProvider clock, string? at)
    {
        if (await slugs.FindAsync(slug.Value, context.RequestAborted) is not { } owner)
        {
            return new Problem(ProblemCode.NotFound, "slug_unknown");
        }

        if (owner.Current != slug.Value)
        {
            return new MovedSlug($"/api/organizations/by-slug/{owner.Current}/status{context.Request.QueryString}");
        }

        var shown = await StatusEndpoints.ShowAsync(
            new OrganizationId(owner.OrganizationId), context, grains, statuses, catalog, clock, at);
        return shown.Result switch
        {
            StatusAnswer answer => answer,
            Problem problem => problem,
            _ => throw new InvalidOperationException("A status is shown, or it is said why not."),
        };
    }
}

/// <summary>The organization has another slug by now. Good for a moment: it may take this one back.</summary>
internal sealed class MovedSlug(string location) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status302Found));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status302Found;
        response.Headers.Location = location;
        response.Headers.CacheControl = StatusEndpoints.LongestPublicCaching;
        return Task.CompletedTask;
    }
}
