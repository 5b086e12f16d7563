using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Sessions;

/// <summary>
/// One try to sign in, wherever it is made: it is counted, waits for its turn, and sets the cookies when a session was opened.
/// </summary>
internal sealed class SignInDesk(SignIn signIn, SignInLimiter limiter, SessionCookie cookie, DeviceCookie devices, KeptAnswers answers)
{
    public static Problem TooManyTries(TimeSpan pause) =>
        new(ProblemCode.RateLimited, "too_many_tries") { RetryAfter = pause };

    /// <exception cref="ProblemException">The fields cannot be those of an account.</exception>
    public async Task<(OpenedSession? Opened, Problem? Problem)> TryAsync(HttpContext context, string email, string password)
    {
        new FieldErrors()
            .Length("email", email, 1, TextLengths.EmailAddress)
            .Length("password", password, 1, TextLengths.Password)
            .ThrowIfAny();

        var (address, device) = (context.Connection.RemoteIpAddress, devices.Read(context.Request, email));
        if (limiter.Refuse(address, email, device) is { } pause)
        {
            return (null, TooManyTries(pause));
        }

        var found = await signIn.FindAsync(email, context.RequestAborted);
        using var turn = await limiter.EnterAsync(address, email, device is not null, found is not null, context.RequestAborted);
        if (turn is null)
        {
            return (null, Problem.Overloaded);
        }

        var replaced = cookie.Read(context.Request);
        if (await signIn.OpenAsync(email, found, password, replaced, context.Keyed(), context.RequestAborted) is not { } opened)
        {
            await answers.RefuseReplayAsync(context.Keyed(), context.RequestAborted);
            return (null, new Problem(ProblemCode.Unauthenticated, "wrong_password"));
        }

        cookie.Write(context.Response, opened.Token, opened.ExpiresAt);
        devices.Write(context.Request, context.Response, email);
        return (opened, null);
    }
}
