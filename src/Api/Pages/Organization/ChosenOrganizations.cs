using Microsoft.AspNetCore.WebUtilities;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Pages.Organization;

/// <summary>Marks pages about the organization that their reader has chosen.</summary>
internal sealed record AboutChosenOrganization;

/// <summary>
/// Which of their organizations a person looks at. The choice stays in a cookie that opens nothing: who may see what is asked of the
/// membership each time.
/// </summary>
internal sealed class ChosenOrganizations(ApiSettings settings)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    private string CookieName => $"{settings.SessionCookieName}_organization";

    /// <summary>
    /// The choice; where there is none, or it is no longer theirs, the one with the lowest id. Null for a member of none.
    /// </summary>
    public Guid? Of(HttpContext context, Caller.Person person)
    {
        if (context.Items[this] is Guid now)
        {
            return now;
        }

        foreach (var value in NamedCookies.Read(context.Request, CookieName))
        {
            if (Uuid.TryParse(value, out var id) && person.RoleIn(id) is not null)
            {
                return id;
            }
        }

        return person.Memberships.Count == 0 ? null : person.Memberships.Keys.Min();
    }

    public void Choose(HttpContext context, Guid organization)
    {
        context.Items[this] = organization;
        context.Response.Cookies.Append(CookieName, organization.ToString("D"), NamedCookies.Options(settings, Lifetime));
    }
}

/// <summary>
/// Puts the chosen organization where the API's routes have theirs, before authorization: policies, idempotency and handlers take it from
/// there like any other. An address that names one chooses it, so that links in mails and forms in several windows mean the right one.
/// </summary>
internal sealed class ChosenOrganizationRoutes(RequestDelegate next, ChosenOrganizations chosen)
{
    private const string Id = "organization_id";

    /// <summary>
    /// The address of a form of this page. It stays about the organization that the page shows, whatever is chosen in another window.
    /// </summary>
    public static string AddressOf(HttpContext context, string path) =>
        IsAboutChoice(context) && context.Request.RouteValues[Id] is string shown ? QueryHelpers.AddQueryString(path, Id, shown) : path;

    /// <summary>The page is about the organization that its reader has chosen.</summary>
    public static bool IsAboutChoice(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AboutChosenOrganization>() is not null;

    public Task InvokeAsync(HttpContext context)
    {
        if (!IsAboutChoice(context))
        {
            return next(context);
        }

        // Whether it is theirs is for the policy of the page to say.
        if (context.Request.Query[Id].ToString() is { Length: > 0 } named)
        {
            context.Request.RouteValues[Id] = named;
            if (Uuid.TryParse(named, out var id) && context.User.Caller() is Caller.Person asking && asking.RoleIn(id) is not null)
            {
                chosen.Choose(context, id);
            }

            return next(context);
        }

        if (context.User.Caller() is Caller.Person person && person.Memberships.Count == 0
            && context.User.Identity?.AuthenticationType == SessionAuthentication.SchemeName)
        {
            // The page that says so, and what to do.
            return TypedResults.LocalRedirect($"~{OrganizationPages.Home}").ExecuteAsync(context);
        }

        if (context.User.Caller() is Caller.Person member && chosen.Of(context, member) is { } organization)
        {
            context.Request.RouteValues[Id] = organization.ToString("D");
        }

        return next(context);
    }
}
