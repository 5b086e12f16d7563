using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Problems;

namespace StatusLevels.Api.Security;

/// <summary>Session cookie → caller. A cookie that opens no session leaves its bearer anonymous; what needs a caller then answers 401.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SessionCookie cookie,
    SessionStore sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Whoever sends Authorization wants to be judged by it, not by a cookie that travels along.
        if (Request.Headers.Authorization.Count > 0 || cookie.Read(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (await sessions.FindAsync(SessionCookie.Hash(token), Context.RequestAborted) is not { } session)
        {
            return AuthenticateResult.NoResult();
        }

        if (session.WasExtended)
        {
            cookie.Write(Response, token);
        }

        Context.Features.Set(session);
        return AuthenticateResult.Success(new(CallerClaims.Principal(session.Account, Scheme.Name), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = $"Cookie cookie-name=\"{cookie.Name}\"";
        return ExceptionProblems.FromStatus(StatusCodes.Status401Unauthorized, Context)!.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ExceptionProblems.FromStatus(StatusCodes.Status403Forbidden, Context)!.ExecuteAsync(Context);
}
