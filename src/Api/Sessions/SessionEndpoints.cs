using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Sessions;

/// <summary>Signing in, who am I, signing out.</summary>
internal static class SessionEndpoints
{
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SessionStore>();
        builder.Services.AddSingleton<SessionCookie>();
        builder.Services.AddSingleton<SignIn>();
    }

    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/api/session").WithTags("Session");

        session.MapPost("/", SignInAsync)
            .AllowAnonymous()
            .WithMetadata(new OpensSession())
            .MayAnswer(ProblemCode.Unauthenticated, ProblemCode.OriginNotAllowed, ProblemCode.RateLimited, ProblemCode.Overloaded, ProblemCode.DatabaseUnavailable,
                ProblemCode.IdempotencyNotReplayable, ProblemCode.OutcomeUnknown)
            .WithSummary("Sign in")
            .WithDescription("Opens a session and sets its cookie. A wrong address and a wrong password are told apart neither by the answer nor by its time.");

        session.MapGet("/", WhoAmI)
            .RequireAuthorization(Policies.SessionHolder)
            .WithSummary("Who am I")
            .WithDescription("The account that is signed in.");

        session.MapDelete("/", SignOutAsync)
            .RequireAuthorization(Policies.SessionHolder)
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.ValidationFailed, ProblemCode.DatabaseUnavailable, ProblemCode.OutcomeUnknown)
            .WithSummary("Sign out")
            .WithDescription("Ends this session for good and removes its cookie; with `everywhere=true` it ends all sessions of the account, on whatever device.");
    }

    private static async Task<Results<Ok<SessionReply>, Problem>> SignInAsync(
        JsonBody<SignInRequest> body,
        HttpContext context,
        SignIn signIn,
        SignInLimiter limiter,
        SessionCookie cookie,
        KeptAnswers answers)
    {
        var (email, password) = body.Value;
        new FieldErrors()
            .Length("email", email, 1, TextLengths.EmailAddress)
            .Length("password", password, 1, TextLengths.Password)
            .ThrowIfAny();

        if (limiter.Refuse(context.Connection.RemoteIpAddress, email) is { } pause)
        {
            return new Problem(ProblemCode.RateLimited, "Too many tries to sign in; please wait a moment.") { RetryAfter = pause };
        }

        using var turn = await limiter.EnterAsync(context.RequestAborted);
        if (!turn.IsAcquired)
        {
            return Problem.Overloaded;
        }

        if (await signIn.OpenAsync(email, password, cookie.Read(context.Request), context.Keyed(), context.RequestAborted) is not { } opened)
        {
            await answers.RefuseReplayAsync(context.Keyed(), context.RequestAborted);
            return new Problem(ProblemCode.Unauthenticated, "The e-mail address or the password is wrong.");
        }

        cookie.Write(context.Response, opened.Token);
        return TypedResults.Ok(Reply(opened.Account, opened.ExpiresAt));
    }

    private static Ok<SessionReply> WhoAmI(HttpContext context)
    {
        var session = context.Features.GetRequiredFeature<Session>();
        return TypedResults.Ok(Reply(session.Account, session.ExpiresAt));
    }

    private static async Task<NoContent> SignOutAsync(
        HttpContext context, SessionStore sessions, SessionCookie cookie, PrincipalCache cache, string? everywhere)
    {
        var query = new QueryReader();
        var all = query.Flag(nameof(everywhere), everywhere) ?? false;
        query.ThrowIfAny();
        var session = context.Features.GetRequiredFeature<Session>();
        // A caller who gives up has signed out all the same.
        if (all)
        {
            await sessions.RevokeAllAsync(session.Account.Id, context.Keyed(), CancellationToken.None);
            cache.Forget(session.Account.Id.ToString("D", CultureInfo.InvariantCulture));
        }
        else
        {
            await sessions.RevokeAsync(SessionCookie.Hash(cookie.Read(context.Request)!), context.Keyed(), CancellationToken.None);
        }

        cookie.Clear(context.Response);
        return TypedResults.NoContent();
    }

    private static SessionReply Reply(UserAccount account, DateTimeOffset expiresAt) =>
        new(new(account.Id.ToString("D", CultureInfo.InvariantCulture), account.Email, account.DisplayName, account.PlatformRole), expiresAt);
}
