using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.Organization;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Pages.SignIn;

/// <summary>Signing in and out in a browser: the same sessions and the same throttle as the API's.</summary>
internal static class SignInPages
{
    /// <summary>Where to go afterwards.</summary>
    public const string Return = "return";

    /// <summary>Where the form was sent that met the end of its session.</summary>
    public const string KeptAction = "kept_action";

    /// <summary>In front of the names of its fields.</summary>
    public const string Kept = "kept.";

    public static void MapSignInPages(this IEndpointRouteBuilder routes)
    {
        var anyone = routes.MapGroup("/").AllowAnonymous();
        anyone.MapForm("/sign-in", ShowSignIn, SignInAsync).WithMetadata(new OpensSession());

        var session = routes.MapGroup("/").RequireAuthorization(Policies.SessionHolder);
        session.MapPage(CarriedForm.Address, GoOn);
        session.MapForm("/sign-out", () => Page.Of<SignOutView>("sign_out.title"), SignOutAsync);
    }

    /// <summary>In place of a page that needs a session, or a newer one: what was typed there comes along.</summary>
    public static Page Again(HttpContext context, Problem problem, FormInput input)
    {
        var address = PageLanguage.AddressToRead(context);
        KeyValuePair<string, string>[] fields = [.. input.Kept.Select(field => KeyValuePair.Create($"{Kept}{field.Key}", field.Value))];
        var action = fields.Length > 0
            ? ChosenOrganizationRoutes.AddressOf(context, context.Request.Path.ToUriComponent()) : null;
        var reason = problem.Code == ProblemCode.FreshSignInRequired
            ? "sign_in.fresh" : action is not null ? "sign_in.ended"
            : "sign_in.needed";
        return Page.Of<SignInView>("sign_in.title", Model(context, address, reason, action, fields));
    }

    private static Page ShowSignIn(FormInput input, HttpContext context)
    {
        var wanted = input.Any ? input[Return] : context.Request.Query[Return].ToString();
        return Page.Of<SignInView>(
            "sign_in.title", Model(context, LocalAddress.Of(wanted), reason: null, KeptActionOf(input), [.. KeptFields(input)]));
    }

    private static SignInModel Model(
        HttpContext context, string returnTo, string? reason, string? action, KeyValuePair<string, string>[] fields)
    {
        var services = context.RequestServices;
        var model = new SignInModel(
            returnTo, reason, action, fields, services.GetRequiredService<MailSettings>().IsOn,
            services.GetRequiredService<ApiSettings>().OidcClient is { } client ? new Uri(client.Issuer.Authority).Host : null);
        if (model.Issuer is null || action is null)
        {
            return model;
        }

        var isKept = services.GetRequiredService<CarriedForm>().TryKeep(
            context, [new(KeptAction, action), .. fields.Select(field => new KeyValuePair<string, string?>(field.Key, field.Value))]);
        return isKept
            ? model with { IssuerReturn = QueryHelpers.AddQueryString(CarriedForm.Address, Return, returnTo) }
            : model with { IsTooLong = true };
    }

    private static async Task<IResult> SignInAsync(FormInput input, HttpContext context, SignInDesk desk, PrincipalCache principals)
    {
        var (opened, problem) = await desk.TryAsync(context, input["email"], input["password"]);
        if (opened is null)
        {
            return problem!;
        }

        if (KeptActionOf(input) is not { } action)
        {
            return FormRoutes.Done(context, LocalAddress.Of(input[Return]));
        }

        // The page that follows is this person's already, and its form has to be.
        var id = opened.Account.Id.ToString("D", CultureInfo.InvariantCulture);
        var rights = await principals.UserAsync(id, context.RequestAborted);
        context.User = SessionAuthentication.Person(id, byIssuer: null, rights);
        return ShowKept(action, input);
    }

    // Whoever comes back from the issuer.
    private static IResult GoOn(HttpContext context, CarriedForm carried) =>
        carried.Read(context.Request) is { } input && KeptActionOf(input) is { } action
            ? ShowKept(action, input)
            : FormRoutes.Done(context, LocalAddress.Of(context.Request.Query[Return]));

    private static Page ShowKept(string action, FormInput input) => Page.Of<KeptFormView>(
        "kept.title",
        new KeptForm(action, [.. KeptFields(input).Select(field => KeyValuePair.Create(field.Key[Kept.Length..], field.Value))]));

    private static async Task<IResult> SignOutAsync(HttpContext context, SessionStore sessions, SessionCookie cookie)
    {
        var session = context.Features.GetRequiredFeature<Session>();
        // Whoever gives up waiting has signed out all the same.
        await sessions.RevokeAsync(session.TokenHash, context.Keyed(), CancellationToken.None);
        cookie.Clear(context.Response);
        return FormRoutes.Done(context, "/", "signed_out");
    }

    private static string? KeptActionOf(FormInput input) => input[KeptAction] is var action && LocalAddress.IsOne(action) ? action : null;

    private static IEnumerable<KeyValuePair<string, string>> KeptFields(FormInput input) =>
        from field in input.Typed
        where field.Key.StartsWith(Kept, StringComparison.Ordinal)
        from value in field.Value
        select KeyValuePair.Create(field.Key, value ?? "");
}

/// <summary>What the page of sign-in shows.</summary>
/// <param name="ReturnTo">Where to go afterwards.</param>
/// <param name="Reason">The name of the sentence that says why it is shown in place of another page; null for none.</param>
/// <param name="KeptAction">Where the form was sent that met the end of its session; null for none.</param>
/// <param name="KeptFields">What was typed into it, under names of this page.</param>
/// <param name="CanReset">Mail is on, and with it a link that sets a new password.</param>
/// <param name="Issuer">Whom people can sign in with besides; null for nobody.</param>
internal sealed record SignInModel(
    string ReturnTo, string? Reason, string? KeptAction, IReadOnlyList<KeyValuePair<string, string>> KeptFields, bool CanReset,
    string? Issuer)
{
    /// <summary>Where to go after a sign-in there.</summary>
    public string IssuerReturn { get; init; } = ReturnTo;

    /// <summary>What was typed is too long to come along through the issuer.</summary>
    public bool IsTooLong { get; init; }
}

/// <summary>A form that met the end of its session.</summary>
/// <param name="Action">Where it is sent.</param>
/// <param name="Fields">What was typed.</param>
internal sealed record KeptForm(string Action, IReadOnlyList<KeyValuePair<string, string>> Fields);
