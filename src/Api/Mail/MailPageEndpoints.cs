using Microsoft.AspNetCore.WebUtilities;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Mail.LinkPages;
using StatusLevels.Api.Pages;
using StatusLevels.Api.Pages.Errors;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Mail;

/// <summary>
/// The pages behind the links in mails. To read one changes nothing, since programs follow links, too; what its button sends does. No
/// cookie is needed, and none counts.
/// </summary>
internal static class MailPageEndpoints
{
    public static void MapMailPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/").AllowAnonymous().WithMetadata(new NeedsNoCookie(), new AnswersPage()).ExcludeFromDescription();
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
        // A token in a path would stand in logs: it is moved to where it does not.
        pages.MapGet($"/{MailPages.Invitation}/{{token}}", (string token, HttpContext context) =>
            FormRoutes.Done(context, QueryHelpers.AddQueryString($"/{MailPages.Invitation}", "token", token)));
        pages.MapPost($"/{MailPages.Invitation}", (string? token, HttpContext context, AccountMail accounts) =>
            SetPasswordAsync(context, accounts, token, LinkPurpose.Invitation));
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, MailLinks links, string? token, LinkPurpose purpose, string page)
    {
        context.Response.Headers.GuardSecretAddress();
        return await links.FindAsync(token, purpose, context.RequestAborted) is { } contact
            ? Show(page, contact, isDone: false)
            : MailProblems.LinkIsOver;
    }

    private static async Task<IResult> ActAsync(
        HttpContext context, MailLinks links, string? token, LinkPurpose purpose, string page, Func<string, CancellationToken, Task> act)
    {
        context.Response.Headers.GuardSecretAddress();
        if (await links.FindAsync(token, purpose, context.RequestAborted) is not { } contact)
        {
            return MailProblems.LinkIsOver;
        }

        await act(token!, CancellationToken.None);
        return Show(page, contact, isDone: true);
    }

    private static Page Show(string page, LinkedContact contact, bool isDone) =>
        Page.Of<LinkView>($"{page}.title", new LinkModel(page, contact, isDone)) with { IsPublic = true };

    private static Page AskPassword(HttpContext context)
    {
        context.Response.Headers.GuardSecretAddress();
        return ShowPassword(isDone: false);
    }

    private static async Task<IResult> SetPasswordAsync(HttpContext context, AccountMail accounts, string? token, LinkPurpose purpose)
    {
        context.Response.Headers.GuardSecretAddress();
        if (await FormIntake.ReadAsync(context) is not { } input)
        {
            return FormIntake.NotOurs;
        }

        input.Problem = await accounts.SetPasswordAsync(
            token, purpose, input["password"], MailEndpoints.Stranger(context), CancellationToken.None);
        return input.Problem is null or { Errors: not null } ? ShowPassword(isDone: input.Problem is null) : input.Problem;
    }

    private static Page ShowPassword(bool isDone) =>
        Page.Of<PasswordView>("page.password.title", new PasswordModel(isDone)) with { IsPublic = true };
}

/// <summary>What the page behind a link shows.</summary>
/// <param name="Page">The beginning of the names of its sentences.</param>
/// <param name="Contact">Whom the link is about.</param>
/// <param name="IsDone">It was acted on.</param>
internal sealed record LinkModel(string Page, LinkedContact Contact, bool IsDone);

/// <summary>A password to be chosen.</summary>
/// <param name="IsDone">It is set.</param>
internal sealed record PasswordModel(bool IsDone);
