using System.Buffers.Binary;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Sessions;

/// <summary>Signing in, who am I, another password, signing out. What is public here, the page of the own account does, too.</summary>
internal static class SessionEndpoints
{
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SessionStore>();
        builder.Services.AddSingleton<SessionCookie>();
        builder.Services.AddSingleton<DeviceCookie>();
        builder.Services.AddSingleton<SignIn>();
        builder.Services.AddSingleton<SignInDesk>();
    }

    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/api/session").WithTags("Session");

        session.MapPost("/", SignInAsync)
            .AllowAnonymous()
            .WithMetadata(new OpensSession())
            .MayAnswer(ProblemCode.Unauthenticated, ProblemCode.OriginNotAllowed, ProblemCode.RateLimited, ProblemCode.Overloaded,
                ProblemCode.DatabaseUnavailable,
                ProblemCode.IdempotencyNotReplayable, ProblemCode.OutcomeUnknown)
            .WithSummary("Sign in")
            .WithDescription("Opens a session and sets its cookie. A wrong address and a wrong password are told apart neither by the answer nor by its time.");

        session.MapGet("/", WhoAmI)
            .RequireAuthorization(Policies.SessionHolder)
            .WithSummary("Who am I")
            .WithDescription("The account that is signed in.");

        session.MapPut("/password", ChangePasswordAsync)
            .RequireAuthorization(Policies.SessionHolder)
            .MayAnswer(
                ProblemCode.OriginNotAllowed, ProblemCode.RateLimited, ProblemCode.Overloaded, ProblemCode.DatabaseUnavailable,
                ProblemCode.OutcomeUnknown)
            .WithSummary("Change the own password")
            .WithDescription("With the current one. All other sessions of the account end at once. Wrong current passwords are counted like tries to sign in.");

        session.MapPut("/locale", SetLocaleAsync)
            .RequireAuthorization(Policies.SessionHolder)
            .MayAnswer(
                ProblemCode.OriginNotAllowed, ProblemCode.ValidationFailed, ProblemCode.DatabaseUnavailable, ProblemCode.OutcomeUnknown)
            .WithSummary("Choose the language of mails")
            .WithDescription("Of all mails to this account. Without a choice it is the language of the organization that a mail is about.");

        session.MapDelete("/", SignOutAsync)
            .RequireAuthorization(Policies.SessionHolder)
            .MayAnswer(
                ProblemCode.OriginNotAllowed, ProblemCode.ValidationFailed, ProblemCode.DatabaseUnavailable, ProblemCode.OutcomeUnknown)
            .WithSummary("Sign out")
            .WithDescription("Ends this session for good and removes its cookie; with `everywhere=true` it ends all sessions of the account, on whatever device.");
    }

    private static async Task<Results<Ok<SessionReply>, Problem>> SignInAsync(
        JsonBody<SignInRequest> body, HttpContext context, SignInDesk desk)
    {
        var (opened, problem) = await desk.TryAsync(context, body.Value.Email, body.Value.Password);
        return opened is null ? problem! : TypedResults.Ok(Reply(opened.Account, opened.ExpiresAt));
    }

    private static Ok<SessionReply> WhoAmI(HttpContext context)
    {
        var session = context.Features.GetRequiredFeature<Session>();
        return TypedResults.Ok(new SessionReply(User(session), session.ExpiresAt));
    }

    public static async Task<Results<NoContent, Problem>> ChangePasswordAsync(
        JsonBody<PasswordChangeRequest> body, HttpContext context, OwnPassword own, SignInLimiter limiter, KeptAnswers answers)
    {
        var (current, wanted) = body.Value;
        var session = context.Features.GetRequiredFeature<Session>();
        if (session.Account is not { } account)
        {
            return new Problem(ProblemCode.Forbidden, "password_of_issuer");
        }

        var errors = new FieldErrors().Length("current_password", current, 1, TextLengths.Password);
        if (PasswordRules.Objection(wanted, account.Email, account.DisplayName) is { } objection)
        {
            errors.Add("password", objection);
        }

        errors.ThrowIfAny();
        // A session is a device of its account, and one counter for all of them: whoever took a cookie guesses no faster.
        var (email, device) = (account.Email, BinaryPrimitives.ReadUInt128BigEndian(account.Id.ToByteArray()));
        if (limiter.Refuse(address: null, email, device) is { } pause)
        {
            return SignInDesk.TooManyTries(pause);
        }

        using var turn = await limiter.EnterAsync(address: null, email, isKnownDevice: true, exists: true, context.RequestAborted);
        if (turn is null)
        {
            return Problem.Overloaded;
        }

        if (!await own.ChangeAsync(session.TokenHash, account, current, wanted, AuditOrigin.Of(context), context.RequestAborted))
        {
            // The same request again finds its first self done, and the password another one.
            await answers.RefuseReplayAsync(context.Keyed(), context.RequestAborted);
            return context.Keyed() is { Replayed: true }
                ? TypedResults.NoContent()
                : new FieldErrors().Add("current_password", "is not the current password").ToProblem();
        }

        return TypedResults.NoContent();
    }

    public static async Task<Results<NoContent, Problem>> SetLocaleAsync(
        JsonBody<SessionLocaleRequest> body, HttpContext context, AccountStore accounts, SessionStore sessions)
    {
        var locale = body.Value.Locale;
        new FieldErrors()
            .AddIf(
                locale is not null && !StatusLevelCatalog.Languages.Contains(locale, StringComparer.Ordinal), "locale",
                $"must be null or one of {string.Join(", ", StatusLevelCatalog.Languages)}")
            .ThrowIfAny();
        if (context.Features.GetRequiredFeature<Session>() is not { Account: { } account } session)
        {
            return new Problem(ProblemCode.Forbidden, "locale_of_issuer");
        }

        await accounts.SetLocaleAsync(account.Id, locale, CancellationToken.None);
        sessions.Forget(session.UserId);
        return TypedResults.NoContent();
    }

    public static async Task<NoContent> SignOutAsync(
        HttpContext context, SessionStore sessions, SessionCookie cookie, PrincipalCache cache, string? everywhere)
    {
        var query = new QueryReader();
        var all = query.Flag(nameof(everywhere), everywhere) ?? false;
        query.ThrowIfAny();
        var session = context.Features.GetRequiredFeature<Session>();
        // A caller who gives up has signed out all the same.
        if (all)
        {
            await sessions.RevokeAllAsync(session, context.Keyed(), CancellationToken.None);
            cache.Forget(session.UserId);
        }
        else
        {
            await sessions.RevokeAsync(session.TokenHash, context.Keyed(), CancellationToken.None);
        }

        cookie.Clear(context.Response);
        return TypedResults.NoContent();
    }

    private static SessionReply Reply(UserAccount account, DateTimeOffset expiresAt) =>
        new(User(account), expiresAt);

    private static SessionUser User(Session session) => session.Account is { } account
        ? User(account)
        : new(
            session.UserId, session.Identity!.Email, session.DisplayName,
            session.Identity.PlatformRole is { } role ? Words.Of(role) : null,
            Locale: null);

    private static SessionUser User(UserAccount account) =>
        new(
            account.Id.ToString("D", CultureInfo.InvariantCulture), account.Email, account.DisplayName, account.PlatformRole,
            account.Locale);
}
