using StatusLevels.Api.Pages.Assets;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.Passport;

namespace StatusLevels.Api.Pages.Verifying;

/// <summary>The page that verifies bundles, as a file to keep: it works with the network off.</summary>
internal static class OfflinePage
{
    public const string Address = $"{VerifyPage.Address}/offline.html";

    private const string FileName = "verify-offline.html";

    public static void MapOfflinePage(this IEndpointRouteBuilder routes) =>
        routes.MapPage(Address, Show).AllowAnonymous().WithMetadata(new NeedsNoCookie());

    private static Page Show(HttpContext context, SiteAssets assets)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName}\"";
        // The keys that it knows are those of the moment.
        context.Response.Headers.CacheControl = "no-cache";
        return Page.Of<OfflineView>("bundle.offline.title", new OfflineModel(assets, KnownKeys.Of(context))) with
        {
            IsPublic = true,
            IsWhole = true,
        };
    }
}
