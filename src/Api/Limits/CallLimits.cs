namespace StatusLevels.Api.Limits;

/// <summary>
/// Turns away whoever asks too often. It stands behind authorization, so that callers are counted for what they proved to be;
/// whom authorization turns away with 403 is counted there.
/// </summary>
internal sealed class CallLimits(RequestDelegate next, CallLimiter limiter)
{
    public static Problem TooMany(TimeSpan pause) =>
        new(ProblemCode.RateLimited, "Too many requests; please wait as long as the Retry-After header says.") { RetryAfter = pause };

    public Task InvokeAsync(HttpContext context) =>
        !OutsideLimits.Holds(context) && limiter.Refuse(context.User.Caller(), context.Connection.RemoteIpAddress) is { } pause
            ? TooMany(pause).ExecuteAsync(context)
            : next(context);
}
