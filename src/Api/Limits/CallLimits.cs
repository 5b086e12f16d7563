namespace StatusLevels.Api.Limits;

/// <summary>
/// Turns away whoever asks too often. It stands behind authorization, so that callers are counted for what they proved to be;
/// whom authorization turns away with 403 is counted there.
/// </summary>
internal sealed class CallLimits(RequestDelegate next, CallLimiter limiter)
{
    public static Problem TooMany(TimeSpan pause) =>
        new(ProblemCode.RateLimited, "rate_limited.retry_after") { RetryAfter = pause };

    /// <summary>This request has been counted: whatever comes of it now, its caller cannot have it as often as they like.</summary>
    public static bool HaveCounted(HttpContext context) => context.Features.Get<Counted>() is not null;

    public Task InvokeAsync(HttpContext context)
    {
        if (!OutsideLimits.Holds(context))
        {
            if (limiter.Refuse(context, context.User.Caller()) is { } pause)
            {
                return TooMany(pause).ExecuteAsync(context);
            }

            context.Features.Set(Counted.Once);
        }

        return next(context);
    }

    private sealed record Counted
    {
        public static Counted Once { get; } = new();
    }
}
