using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Mail;

/// <summary>
/// The pages behind the links in mails. To read one changes nothing, since programs follow links, too; what its button sends does. No
/// cookie
/// is needed, and none counts.
/// </summary>
internal static class MailPageEndpoints
{
    public static void MapMailPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/").AllowAnonymous().WithMetadata(new NeedsNoCookie()).ExcludeFromDescription();
        pages.MapGet($"/{MailPages.Unsubscribe}", (string? token, HttpContext context, MailLinks links) =>
            AskAsync(context, links, token, LinkPurpose.Unsubscribe, "page.unsubscribe"));
        pages.MapPost($"/{MailPages.Unsubscribe}", (string? token, HttpContext context, MailLinks links) =>
            ActAsync(context, links, token, LinkPurpose.Unsubscribe, "page.unsubscribe", links.MuteAsync));
        pages.MapGet($"/{MailPages.Confirmation}", (string? token, HttpContext context, MailLinks links) =>
            AskAsync(context, links, token, LinkPurpose.Confirmation, "page.confirm"));
        pages.MapPost($"/{MailPages.Confirmation}", (string? token, HttpContext context, MailLinks links) =>
            ActAsync(context, links, token, LinkPurpose.Confirmation, "page.confirm", links.ConfirmAsync));
        pages.MapGet($"/{MailPages.PasswordReset}", (HttpContext context) => AskPassword(context));
        pages.MapPost($"/{MailPages.PasswordReset}", (string? token, HttpContext context, AccountMail accounts) =>
            SetPasswordAsync(context, accounts, token, LinkPurpose.Reset));
        pages.MapGet($"/{MailPages.Invitation}", (HttpContext context) => AskPassword(context));
        pages.MapPost($"/{MailPages.Invitation}", (string? token, HttpContext context, AccountMail accounts) =>
            SetPasswordAsync(context, accounts, token, LinkPurpose.Invitation));
    }

    private static async Task<IResult> AskAsync(HttpContext context, MailLinks links, string? token, LinkPurpose purpose, string page)
    {
        var words = WordsFor(context);
        return await links.FindAsync(token, purpose, context.RequestAborted) is { } contact
            ? Page(context, words, words.Say($"{page}.title"), Say(words, $"{page}.what", contact), words.Say($"{page}.button"))
            : Over(context, words);
    }

    private static async Task<IResult> ActAsync(
        HttpContext context, MailLinks links, string? token, LinkPurpose purpose, string page, Func<string, CancellationToken, Task> act)
    {
        var words = WordsFor(context);
        if (await links.FindAsync(token, purpose, context.RequestAborted) is not { } contact)
        {
            return Over(context, words);
        }

        await act(token!, CancellationToken.None);
        return Page(context, words, words.Say($"{page}.title"), Say(words, $"{page}.done", contact));
    }

    private static IResult AskPassword(HttpContext context, string? objection = null)
    {
        var words = WordsFor(context);
        return Page(
            context, words, words.Say("page.password.title"), objection ?? words.Say("page.password.what"),
            words.Say("page.password.button"), words.Say("page.password.field"),
            objection is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> SetPasswordAsync(HttpContext context, AccountMail accounts, string? token, LinkPurpose purpose)
    {
        var words = WordsFor(context);
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString((await RequestBody.ReadAsync(context)).Span));
        var password = form["password"].ToString();
        var problem = await accounts.SetPasswordAsync(token, purpose, password, MailEndpoints.Stranger(context), CancellationToken.None);
        return problem switch
        {
            null => Page(context, words, words.Say("page.password.title"), words.Say("page.password.done")),
            { Errors: { } errors } => AskPassword(context, words.Say("page.password.refused", ("objection", errors["password"][0]))),
            _ => Over(context, words),
        };
    }

    private static Phrases WordsFor(HttpContext context) => Phrases.In(RequestLanguage.Of(context.Request));

    private static string Say(Phrases words, string name, LinkedContact contact) => words.Say(
        name, ("organization", Letters.SafeText.Line(contact.OrganizationName)), ("email", contact.Email));

    private static IResult Over(HttpContext context, Phrases words) => Page(
        context, words, words.Say("page.gone.title"), words.Say("page.gone.what"), status: StatusCodes.Status410Gone);

    private static IResult Page(
        HttpContext context, Phrases words, string title, string text, string? button = null, string? passwordField = null,
        int status = StatusCodes.Status200OK)
    {
        var headers = context.Response.Headers;
        headers.GuardPage();
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        var field = passwordField is null
            ? ""
            : $"<p><label for=\"password\">{Html(passwordField)}</label><br><input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"new-password\" required minlength=\"10\" maxlength=\"128\"></p>";
        var form = button is null ? "" : $"<form method=\"post\">{field}<p><button>{Html(button)}</button></p></form>";
        return Results.Content(
            $$"""
            <!doctype html>
            <html lang="{{words.Language}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{{Html(title)}}</title>
            <style>
            body { max-width: 34rem; margin: 10vh auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
            input { width: 100%; box-sizing: border-box; }
            input, button { font: inherit; padding: .6rem 1rem; }
            </style>
            </head>
            <body>
            <main>
            <h1>{{Html(title)}}</h1>
            <p>{{Html(text)}}</p>
            {{form}}
            </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8", Encoding.UTF8, status);
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
