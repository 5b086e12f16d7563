using StatusLevels.Api.Pages.Forms;
using StatusLevels.Silo.Dashboard;

namespace StatusLevels.Api.Pages.Admin;

/// <summary>The pages of the platform's own people.</summary>
internal static class AdminPages
{
    public const string Home = "/admin";

    public static void MapAdminPages(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup(Home).RequireAuthorization(Policies.PlatformAdmin);
        admin.MapPage("/", (IConfiguration configuration) =>
            Page.Of<AdminHomeView>("admin.title", new AdminHome(configuration.HasDashboard())));
    }
}

/// <summary>What the first page of the platform shows.</summary>
/// <param name="HasDashboard">The dashboard of Orleans is on.</param>
internal sealed record AdminHome(bool HasDashboard);
