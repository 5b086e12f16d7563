using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Sessions;

namespace StatusLevels.Api.Security;

/// <summary>
/// Session cookie → caller. A cookie that opens no session leaves its bearer anonymous; what needs a caller then answers 401.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SessionCookie cookie,
    SessionStore sessions,
    PrincipalCache principals,
    FailedCredentials failed,
    CallLimiter limiter)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // The first that is live counts, whatever else travels along.
        foreach (var token in cookie.Read(Request))
        {
            if (await sessions.FindAsync(SessionCookie.Hash(token), Context.RequestAborted) is { } session
                && await principals.UserAsync(Id(session), Context.RequestAborted) is { IsDisabled: false } rights)
            {
                return Opened(token, session, rights);
            }
        }

        return AuthenticateResult.NoResult();
    }

    private AuthenticateResult Opened(byte[] token, Session session, UserRights rights)
    {
        if (session.WasExtended)
        {
            cookie.Write(Response, token, session.ExpiresAt);
        }

        Context.Features.Set(session);
        return AuthenticateResult.Success(new(
            new Caller.Person(Id(session), rights.PlatformRole, rights.Memberships).ToPrincipal(Scheme.Name), Scheme.Name));
    }

    private static string Id(Session session) => session.Account.Id.ToString("D", CultureInfo.InvariantCulture);

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = $"Cookie cookie-name=\"{cookie.Name}\"";
        return failed.Count(Context, ExceptionProblems.FromStatus(StatusCodes.Status401Unauthorized, Context)!).ExecuteAsync(Context);
    }

    // What a caller may not do is asked of the same allowance as what they may.
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        limiter.Count(Context, ExceptionProblems.FromStatus(StatusCodes.Status403Forbidden, Context)!).ExecuteAsync(Context);
}
