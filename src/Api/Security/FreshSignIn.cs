using StatusLevels.Api.Sessions;

namespace StatusLevels.Api.Security;

/// <summary>Marks an endpoint that a stolen session must not reach: a cookie counts there only soon after its sign-in.</summary>
internal sealed record NeedsFreshSignIn;

/// <summary>
/// Turns away whoever signed in too long ago for what they want. It stands behind authorization: whoever may not do it anyway is told that.
/// Bearers end by themselves and do not travel along, so they are let through.
/// </summary>
internal sealed class FreshSignIn(RequestDelegate next, TimeProvider time)
{
    private static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(15);

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<NeedsFreshSignIn>() is not null && IsTooOld(context, time)
            ? Required.ExecuteAsync(context)
            : next(context);

    public static Problem Required { get; } =
        new(ProblemCode.FreshSignInRequired, "fresh_sign_in_required");

    // Of a session of others nobody here knows how old its sign-in is.
    public static bool IsTooOld(HttpContext context, TimeProvider time) =>
        context.User.Identity?.AuthenticationType == SessionAuthentication.Elsewhere
        || (context.Features.Get<Session>() is { } session && time.GetUtcNow() - session.SignedInAt > LongestAge);
}

internal static class FreshSignIns
{
    /// <summary>
    /// The same where the body says whether it is needed; so the shape of the body is judged first.
    /// </summary>
    public static RouteHandlerBuilder NeedsFreshSignIn<TBody>(this RouteHandlerBuilder route, Func<TBody, bool> isDangerous)
        where TBody : class =>
        route
            .AddEndpointFilter(async (call, next) =>
                call.Arguments.OfType<JsonBody<TBody>>().Any(body => isDangerous(body.Value))
                && FreshSignIn.IsTooOld(call.HttpContext, call.HttpContext.RequestServices.GetRequiredService<TimeProvider>())
                    ? FreshSignIn.Required
                    : await next(call))
            .MayAnswer(ProblemCode.FreshSignInRequired);

    /// <summary>Only a sign-in at most 15 minutes old opens it to a session.</summary>
    public static RouteHandlerBuilder NeedsFreshSignIn(this RouteHandlerBuilder route) =>
        route.WithMetadata(new NeedsFreshSignIn()).MayAnswer(ProblemCode.FreshSignInRequired);
}
