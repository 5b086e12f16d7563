using StatusLevels.Api.Pages.Admin.Accounts;
using StatusLevels.Api.Pages.Admin.Analytics;
using StatusLevels.Api.Pages.Admin.Audit;
using StatusLevels.Api.Pages.Admin.Badges;
using StatusLevels.Api.Pages.Admin.Catalog;
using StatusLevels.Api.Pages.Admin.Import;
using StatusLevels.Api.Pages.Admin.Keys;
using StatusLevels.Api.Pages.Admin.Mail;
using StatusLevels.Api.Pages.Admin.Nodes;
using StatusLevels.Api.Pages.Admin.Webhooks;

namespace StatusLevels.Api.Pages.Admin;

/// <summary>The pages of the platform that are about the product itself: whom it lets in, what it sends, how it stands.</summary>
internal static class OperationPages
{
    public static void MapOperationPages(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup(AdminPages.Home).RequireAuthorization(Policies.PlatformAdmin);
        admin.MapAnalyticsPage();
        admin.MapSeenPage();
        admin.MapCatalogPage();
        admin.MapAccountPages();
        admin.MapKeyPages();
        admin.MapImportPage();
        admin.MapWebhookPages();
        admin.MapMailPage();
        admin.MapAuditPage();
        admin.MapSystemPage();
    }
}
