using Microsoft.AspNetCore.Antiforgery;
using StatusLevels.Api.Pages.Admin;
using StatusLevels.Api.Pages.Admin.Nodes;
using StatusLevels.Api.Pages.Assets;
using StatusLevels.Api.Pages.Endpoints;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.Levels;
using StatusLevels.Api.Pages.Organization;
using StatusLevels.Api.Pages.Organization.Standing;
using StatusLevels.Api.Pages.Own;
using StatusLevels.Api.Pages.Passport;
using StatusLevels.Api.Pages.SignIn;
using StatusLevels.Api.Pages.Start;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Pages;

/// <summary>The product's pages: <c>docs/pages.md</c> tells how one is made.</summary>
internal static class PageHosting
{
    public static void AddPages(this WebApplicationBuilder builder, ApiSettings settings)
    {
        var services = builder.Services;
        services.AddSingleton<ComponentText>();
        services.AddSingleton<PageWriter>();
        services.AddSingleton<SiteAssets>();
        services.AddSingleton<Visitors>();
        services.AddLevelsPage();
        services.AddPassports();
        services.AddSingleton<ChosenOrganizations>();
        services.AddSingleton<StandingReader>();
        services.AddSingleton<EndpointPageReader>();
        services.AddSingleton<FormTokens>();
        services.AddSingleton<CarriedForm>();
        services.AddSystemPage();
        services.AddAdminPages();
        services.AddSingleton<IAntiforgeryAdditionalDataProvider, FormOwner>();
        services.AddAntiforgery(options =>
        {
            options.FormFieldName = FormFields.Token;
            options.HeaderName = null;
            options.SuppressXFrameOptionsHeader = true;
            var cookie = NamedCookies.Options(settings, maxAge: null);
            options.Cookie.Name = $"{settings.SessionCookieName}_form";
            options.Cookie.Path = cookie.Path;
            options.Cookie.SameSite = cookie.SameSite;
            options.Cookie.SecurePolicy = cookie.Secure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        });
        services.AddOidcSignIn(settings);
        services.ProtectWithSessionKeys();
        // A form that is not ours is answered, and that answer logged.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
    }

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapSiteAssets();
        routes.MapStartPage();
        routes.MapLevelsPage();
        routes.MapPassports();
        routes.MapSignInPages();
        routes.MapForgottenPasswordPage();
        routes.MapOidcSignIn();
        routes.MapOwnAccountPages();
        routes.MapOrganizationPages();
        routes.MapAdminPages();
        routes.MapOperationPages();
    }
}
