using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Passport;

/// <summary>What counts now of an organization, for everybody: where its badges and QR codes lead.</summary>
internal static class PassportPage
{
    public const string Folder = "/organizations";

    public static string AddressOf(Guid organization) => $"{Folder}/{organization:D}";

    public static void AddPassports(this IServiceCollection services)
    {
        services.AddSingleton<PassportFactsReader>();
        services.AddSingleton<PassportMemory>();
        services.AddSingleton<PassportDesk>();
        services.AddSingleton<PassportFace>();
        services.AddSingleton<PastedAddresses>();
    }

    public static void MapPassports(this IEndpointRouteBuilder routes)
    {
        routes.MapPage($"{Folder}/{{organization}}", ShowAsync)
            .AllowAnonymous()
            .WithMetadata(
                routes.ServiceProvider.GetRequiredService<PassportFace>(), new ReadByAnybody(), new NeedsNoCookie());
        routes.MapVerifyPage();
    }

    private static async Task<IResult> ShowAsync(
        RouteOrganization organization, HttpContext context, Slugs slugs, PublicStatuses statuses, PassportDesk passports)
    {
        var owner = organization.Slug is { } slug ? await slugs.FindAsync(slug, context.RequestAborted) : null;
        if (owner is not null && owner.Current != organization.Slug)
        {
            return new MovedSlug($"{Folder}/{owner.Current}{context.Request.QueryString}");
        }

        if ((organization.Id ?? owner?.OrganizationId) is not { } id)
        {
            return new Problem(ProblemCode.NotFound, "slug_unknown");
        }

        await passports.AnswerAsync(
            context, await statuses.LookAsync(new OrganizationId(id), context.RequestAborted), organization.Slug);
        return Results.Empty;
    }
}
