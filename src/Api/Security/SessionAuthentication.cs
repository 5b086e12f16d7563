using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Sessions;

namespace StatusLevels.Api.Security;

/// <summary>Session cookie → caller. A cookie that opens no session leaves its bearer anonymous; what needs a caller then answers 401.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SessionCookie cookie,
    SessionStore sessions,
    PrincipalCache principals,
    FailedCredentials failed)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (cookie.Read(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (await sessions.FindAsync(SessionCookie.Hash(token), Context.RequestAborted) is not { } session)
        {
            return AuthenticateResult.NoResult();
        }

        var user = session.Account.Id.ToString("D", CultureInfo.InvariantCulture);
        var rights = await principals.UserAsync(user, Context.RequestAborted);
        if (rights.IsDisabled)
        {
            return AuthenticateResult.NoResult();
        }

        if (session.WasExtended)
        {
            cookie.Write(Response, token);
        }

        Context.Features.Set(session);
        return AuthenticateResult.Success(new(
            new Caller.Person(user, rights.IsPlatformAdmin, rights.Memberships).ToPrincipal(Scheme.Name), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = $"Cookie cookie-name=\"{cookie.Name}\"";
        return failed.Count(Context, ExceptionProblems.FromStatus(StatusCodes.Status401Unauthorized, Context)!).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ExceptionProblems.FromStatus(StatusCodes.Status403Forbidden, Context)!.ExecuteAsync(Context);
}
