using StatusLevels.Api.Mail;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.SignIn;

/// <summary>Asking for a link that sets a new password. The answer is the same whether there is such an account.</summary>
internal static class ForgottenPasswordPage
{
    public const string Address = "/forgot-password";

    public static void MapForgottenPasswordPage(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/").AllowAnonymous().MapForm(Address, Show, Ask);

    private static IResult Show(MailSettings mail) => mail.IsOn
        ? Page.Of<ForgottenPasswordView>("forgotten.title")
        : MailProblems.Off;

    private static async Task<IResult> Ask(FormInput input, HttpContext context, ForgottenPasswords forgotten, Visitors visitors) =>
        await forgotten.AskAsync(
            input["email"], context.Connection.RemoteIpAddress,
            PageLanguage.Of(context.Request, await visitors.OfAsync(context))) is { } problem
            ? problem
            : FormRoutes.Done(context, Address, "reset_asked");
}
