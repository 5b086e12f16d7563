using Microsoft.AspNetCore.Authentication;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Security;

/// <summary>
/// Judges signatures before their requests take a place in flight: that asks nobody, and whoever makes them up stands in front of nobody.
/// </summary>
internal sealed class MadeUpSignatures(RequestDelegate next, FailedCredentials failed)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // The scheme keeps its verdict: authentication hears the same one without another look.
        if (CallerSchemes.IsSigned(context) && !(await context.AuthenticateAsync(WebhookAuthentication.SchemeName)).Succeeded)
        {
            await CredentialGuard.RefuseAsync(context, failed);
            return;
        }

        await next(context);
    }
}
