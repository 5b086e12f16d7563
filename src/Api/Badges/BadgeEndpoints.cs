using Microsoft.AspNetCore.Cors;
using StatusLevels.Api.Answers;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;

namespace StatusLevels.Api.Badges;

/// <summary>Badges: the level of an organization, to be shown on any site.</summary>
internal static class BadgeEndpoints
{
    private const string Tag = "Badges";

    public static void AddBadges(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OwnAddress>();
        builder.Services.AddSingleton<BadgePictures>();
        builder.Services.AddSingleton<BadgeFactsMemory>();
        builder.Services.AddSingleton<BadgeDesk>();
        builder.Services.AddSingleton<BadgeImpressions>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<BadgeImpressions>());
        builder.Services.AddSingleton<ImpressionReports>();
        builder.Services.AddSingleton<BadgeUpkeep>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<BadgeUpkeep>());
    }

    public static void MapBadges(this IEndpointRouteBuilder routes)
    {
        // What is drawn once is drawn before anybody asks.
        var badges = routes.ServiceProvider.GetRequiredService<BadgeDesk>();
        var slugs = routes.ServiceProvider.GetRequiredService<Slugs>();
        routes.MapGet("/badges/{organization}.svg", ShowPicture)
            .ShowsBadge(new BadgeFace(badges, slugs, isPicture: true))
            .Produces<string>(StatusCodes.Status200OK, "image/svg+xml")
            .WithName("getBadgeSvg")
            .WithSummary("The badge of an organization")
            .WithDescription("""
                What counts now, for pages of any site: `style` is `pill` (20 pixels high), `card` (240 × 80, with the name and the end of the level) or `seal`
                (96 × 96). A style, language or theme that does not exist is the usual one; an organization without a level, or one that nobody knows, has a
                badge that says so. Cookies are not looked at. A cache may keep it for 30 s at most, and never past the next instant at which it changes.
                """);
        routes.MapGet("/badges/{organization}.json", ShowEndpoint)
            .ShowsBadge(new BadgeFace(badges, slugs, isPicture: false))
            .Produces<BadgeEndpointReply>(StatusCodes.Status200OK)
            .WithName("getBadgeJson")
            .WithSummary("The badge of an organization, to be drawn by others")
            .WithDescription("The level in the form that shields.io takes from an endpoint.");
    }

    private static RouteHandlerBuilder ShowsBadge(this RouteHandlerBuilder route, BadgeFace face) => route
        .AllowAnonymous()
        .WithMetadata(face, new DisableCorsAttribute(), new ReadByAnybody())
        .WithTags(Tag)
        .MayAnswer(ProblemCode.MalformedId, ProblemCode.Unauthenticated, ProblemCode.DatabaseUnavailable);

    private static Task<IResult> ShowPicture(
        RouteOrganization organization, HttpContext context, Slugs slugs, PublicStatuses statuses, BadgeDesk badges, TimeProvider clock,
        string? style, string? lang, string? theme, string? host) =>
        ShowAsync(organization, context, slugs, statuses, badges, clock, "svg");

    private static Task<IResult> ShowEndpoint(
        RouteOrganization organization, HttpContext context, Slugs slugs, PublicStatuses statuses, BadgeDesk badges, TimeProvider clock,
        string? lang) =>
        ShowAsync(organization, context, slugs, statuses, badges, clock, "json");

    private static async Task<IResult> ShowAsync(
        RouteOrganization organization, HttpContext context, Slugs slugs, PublicStatuses statuses, BadgeDesk badges, TimeProvider clock,
        string form)
    {
        var owner = organization.Slug is { } slug ? await slugs.FindAsync(slug, context.RequestAborted) : null;
        if (owner is not null && owner.Current != organization.Slug)
        {
            return new MovedSlug($"/badges/{owner.Current}.{form}{context.Request.QueryString}");
        }

        var status = (organization.Id ?? owner?.OrganizationId) is { } id
            ? await statuses.LookAsync(new OrganizationId(id), context.RequestAborted)
            // Nobody's slug: as good as nobody's id.
            : new(new OrganizationId(Guid.Empty), 0, [], null);
        var content = BadgeContent.Of(status);
        var picture = await badges.MakeAsync(context, status.OrganizationId, content, form == "svg");
        return new BadgeAnswer(picture, content, clock.GetUtcNow());
    }
}
