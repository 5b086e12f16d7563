using StatusLevels.Api.Accounts;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Sessions;

namespace StatusLevels.Api.Pages.Own;

/// <summary>The own account of whoever is signed in: what is known of them, and what they may change, as in the API.</summary>
internal static class OwnAccountPages
{
    public const string Address = "/account";
    public const string Password = $"{Address}/password";
    public const string Language = $"{Address}/language";
    public const string SignOut = $"{Address}/sign-out";

    public static void MapOwnAccountPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/").RequireAuthorization(Policies.SignedIn).MapPage(Address, ShowAsync);

        var session = routes.MapGroup("/").RequireAuthorization(Policies.SessionHolder);
        session.MapFormOf(Password, ShowAsync, ChangePasswordAsync);
        session.MapFormOf(Language, ShowAsync, SetLanguageAsync);
        session.MapFormOf(SignOut, ShowAsync, SignOutAsync);
    }

    private static async Task<Page> ShowAsync(HttpContext context, Visitors visitors, MailSettings mail)
    {
        var session = context.Features.Get<Session>();
        var visitor = await visitors.OfAsync(context);
        return Page.Of<OwnAccountView>("own.title", new OwnAccount(
            visitor!.Name, session?.Account?.Email ?? session?.Identity?.Email, session?.Account is not null,
            session?.Identity is { } identity ? new Uri(identity.Issuer).Host : null, visitor.Language, mail.IsOn));
    }

    private static async Task<IResult> ChangePasswordAsync(
        FormInput input, HttpContext context, OwnPassword own, SignInLimiter limiter, KeptAnswers answers)
    {
        var request = new PasswordChangeRequest(input["current_password"], input["password"]);
        return (await SessionEndpoints.ChangePasswordAsync(new(request), context, own, limiter, answers))
            .OrDone(context, Address, "own_password");
    }

    private static async Task<IResult> SetLanguageAsync(
        FormInput input, HttpContext context, AccountStore accounts, SessionStore sessions) =>
        (await SessionEndpoints.SetLocaleAsync(new(new SessionLocaleRequest(input.TextOrNull("locale"))), context, accounts, sessions))
            .OrDone(context, Address, "saved");

    private static async Task<IResult> SignOutAsync(
        HttpContext context, SessionStore sessions, SessionCookie cookie, PrincipalCache cache)
    {
        await SessionEndpoints.SignOutAsync(context, sessions, cookie, cache, everywhere: "true");
        return FormRoutes.Done(context, "/", "signed_out_everywhere");
    }
}

/// <summary>What the page of the own account shows.</summary>
/// <param name="Name">What people call them.</param>
/// <param name="Email">Their address; null: none is known here.</param>
/// <param name="IsKeptHere">The account is one of this product, with a password and a language.</param>
/// <param name="Issuer">Who vouched for them; null: this product, or another one whose session it is.</param>
/// <param name="Locale">The language that they chose; null for none.</param>
/// <param name="CanReset">Mail is on, and with it a link that sets a new password.</param>
internal sealed record OwnAccount(string Name, string? Email, bool IsKeptHere, string? Issuer, string? Locale, bool CanReset);
