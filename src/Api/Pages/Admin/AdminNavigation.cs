using StatusLevels.Api.Pages.Admin.Accounts;
using StatusLevels.Api.Pages.Admin.Analytics;
using StatusLevels.Api.Pages.Admin.Audit;
using StatusLevels.Api.Pages.Admin.Badges;
using StatusLevels.Api.Pages.Admin.Catalog;
using StatusLevels.Api.Pages.Admin.Expiring;
using StatusLevels.Api.Pages.Admin.Import;
using StatusLevels.Api.Pages.Admin.Keys;
using StatusLevels.Api.Pages.Admin.Mail;
using StatusLevels.Api.Pages.Admin.Nodes;
using StatusLevels.Api.Pages.Admin.Organizations;
using StatusLevels.Api.Pages.Admin.Requests;
using StatusLevels.Api.Pages.Admin.Webhooks;
using StatusLevels.Api.Pages.Layout;

namespace StatusLevels.Api.Pages.Admin;

/// <summary>The pages of the platform, in the order in which its people need them: a page that is built adds its line here.</summary>
internal static class AdminNavigation
{
    public static IReadOnlyList<SiteLink> Links { get; } =
    [
        new(AdminPages.Home, "admin.nav.overview"),
        new(ReviewPages.Address, "admin.nav.requests"),
        new(AdminOrganizationPages.Address, "admin.nav.organizations"),
        new(ExpiringPages.Address, "admin.nav.expiring"),
        new(AnalyticsPage.Address, "admin.nav.analytics"),
        new(SeenPage.Address, "admin.nav.badges"),
        new(CatalogPage.Address, "admin.nav.catalog"),
        new(AccountPages.Address, "admin.nav.accounts"),
        new(KeyPages.Address, "admin.nav.keys"),
        new(ImportPage.Address, "admin.nav.import"),
        new(WebhookPages.Address, "admin.nav.webhooks"),
        new(MailPage.Address, "admin.nav.mail"),
        new(AuditPage.Address, "admin.nav.audit"),
        new(SystemPage.Address, "admin.nav.system"),
    ];

    /// <summary>Whether this address belongs to the link: the first page is the beginning of every other one's address.</summary>
    public static bool IsAt(SiteLink link, string path) => link.Address == AdminPages.Home ? path == AdminPages.Home : link.IsAt(path);
}
