using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Limits;
using StatusLevels.Api.OpenApi;
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
    SessionIntrospection introspection,
    FailedCredentials failed,
    CallLimiter limiter)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "session";

    /// <summary>Who was signed in by another product: with a cookie as well, and with no session of ours.</summary>
    public const string Elsewhere = "introspected";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // The first that is live counts, whatever else travels along.
        foreach (var token in cookie.Read(Request))
        {
            if (await sessions.FindAsync(SessionCookie.Hash(token), Context.RequestAborted) is { } session
                && await principals.UserAsync(session.UserId, Context.RequestAborted) is { IsDisabled: false } rights)
            {
                return Opened(token, session, rights);
            }
        }

        return introspection.Presented(Request) is { } cookieOfOthers && IsWorthAQuestion()
            ? await AskAsync(cookieOfOthers)
            : AuthenticateResult.NoResult();
    }

    // What is the same for everybody asks nobody.
    private bool IsWorthAQuestion() => Context.GetEndpoint() is { Metadata: var metadata }
        && (metadata.GetMetadata<IAllowAnonymous>() is null || metadata.GetMetadata<ShowsMoreToMembers>() is not null);

    private async Task<AuthenticateResult> AskAsync(string cookieOfOthers)
    {
        try
        {
            if (await introspection.FindAsync(cookieOfOthers, Context.Connection.RemoteIpAddress, Context.RequestAborted) is not { } user
                // Accounts are signed in here alone: who else has their id is somebody else.
                || (await principals.UserAsync(user.Id, Context.RequestAborted)).HasAccount)
            {
                return AuthenticateResult.NoResult();
            }

            Context.Features.Set(user);
            return AuthenticateResult.Success(new(
                new Caller.Person(user.Id, user.PlatformRole, user.Memberships).ToPrincipal(Elsewhere), Scheme.Name));
        }
        catch (Exception exception) when (
            exception is IntrospectionAwayException or ProblemException
                && Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return AuthenticateResult.NoResult();
        }
        catch (IntrospectionAwayException)
        {
            throw new ProblemException(Problem.SessionsUnavailable);
        }
    }

    private AuthenticateResult Opened(byte[] token, Session session, UserRights rights)
    {
        if (session.WasExtended)
        {
            cookie.Write(Response, token, session.ExpiresAt);
        }

        Context.Features.Set(session);
        return AuthenticateResult.Success(new(Person(session.UserId, session.Identity?.PlatformRole, rights), Scheme.Name));
    }

    /// <summary>Whoever has signed in, as the framework carries them through a request.</summary>
    /// <param name="userId">What memberships name.</param>
    /// <param name="byIssuer">The role that an issuer gave them; an account says it itself.</param>
    /// <param name="rights">What the database says.</param>
    public static ClaimsPrincipal Person(string userId, PlatformRole? byIssuer, UserRights rights) =>
        new Caller.Person(userId, byIssuer.OrHigher(rights.PlatformRole), rights.Memberships).ToPrincipal(SchemeName);

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = $"Cookie cookie-name=\"{cookie.Name}\"";
        return failed.Count(Context, ExceptionProblems.FromStatus(StatusCodes.Status401Unauthorized, Context)!).ExecuteAsync(Context);
    }

    // What a caller may not do is asked of the same allowance as what they may.
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        limiter.Count(Context, ExceptionProblems.FromStatus(StatusCodes.Status403Forbidden, Context)!).ExecuteAsync(Context);
}
