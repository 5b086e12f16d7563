using StatusLevels.Api.Pages.Admin.Expiring;
using StatusLevels.Api.Pages.Admin.Organizations;
using StatusLevels.Api.Pages.Admin.Requests;
using StatusLevels.Silo.Dashboard;

namespace StatusLevels.Api.Pages.Admin;

/// <summary>The pages of the platform's own people.</summary>
internal static class AdminPages
{
    public const string Home = "/admin";

    public static void MapAdminPages(this IEndpointRouteBuilder routes)
    {
        // Platform viewers read these pages, too; their forms are for platform admins.
        var admin = routes.MapGroup("/").RequireAuthorization(Policies.PlatformAdmin);
        admin.MapOverview();
        admin.MapReviews();
        admin.MapAdminOrganizations();
        admin.MapExpiring();
    }
}
