using StatusLevels.Api.Pages.Admin;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.Levels;
using StatusLevels.Api.Pages.Organization;

namespace StatusLevels.Api.Pages.Start;

/// <summary>The first page: for visitors what this is, for everybody else the way to their own.</summary>
internal static class StartPage
{
    public static void MapStartPage(this IEndpointRouteBuilder routes) => routes.MapPage("/", Show).AllowAnonymous();

    private static IResult Show(HttpContext context, StatusLevelCatalog catalog) => context.User.Caller() switch
    {
        Caller.Person { PlatformRole: not null } => FormRoutes.Done(context, AdminPages.Home),
        Caller.Person => FormRoutes.Done(context, OrganizationPages.Home),
        _ => Page.Of<StartView>("start.title", new LevelsModel(catalog)),
    };
}
