using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Security;

/// <summary>Marks the endpoint that signs in: a browser that is tricked into calling it signs in as somebody else.</summary>
internal sealed record OpensSession;

/// <summary>Marks an endpoint that a link opens, whoever follows it: a cookie that travels along changes nothing.</summary>
internal sealed record NeedsNoCookie;

/// <summary>
/// Marks an endpoint that anybody reads, whatever they present: a token that went stale hides nothing there. Only a service, whose key is
/// made to be right, is told that it is not.
/// </summary>
internal sealed record ReadByAnybody
{
    public static bool Is(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ReadByAnybody>() is not null
        && BearerAuthentication.Presented(context.Request)?.StartsWith(ServiceKey.Prefix, StringComparison.Ordinal) != true;
}

/// <summary>
/// Stands between authentication and authorization. Credentials that no scheme accepted (in <c>Authorization</c>, or a signature) are 401,
/// even where anyone may ask, but for what anybody reads; a change that a cookie vouches for must come from an allowed origin.
/// </summary>
internal sealed class CredentialGuard(RequestDelegate next, AllowedOrigins origins, FailedCredentials failed, CallLimiter limiter)
{
    private static Problem NotFromHere { get; } =
        new(ProblemCode.OriginNotAllowed, "origin_not_allowed");

    public Task InvokeAsync(HttpContext context)
    {
        var isAuthenticated = context.User.Identity is { IsAuthenticated: true };
        if (!isAuthenticated && CallerSchemes.PresentsCredentials(context))
        {
            if (!ReadByAnybody.Is(context))
            {
                return RefuseAsync(context, failed);
            }

            Challenge(context);
            return next(context);
        }

        if (IsMutation(context.Request.Method) && ReliesOnCookie(context) && !origins.Allow(context.Request))
        {
            return limiter.Count(context, NotFromHere).ExecuteAsync(context);
        }

        return next(context);
    }

    /// <summary>Says that what the caller presents is not right, and counts it.</summary>
    public static Task RefuseAsync(HttpContext context, FailedCredentials failed)
    {
        Challenge(context);
        var sentence = context.Features.Get<CredentialObjection>()?.Sentence
            ?? (HasHeader(context)
                ? "credentials_refused"
                : "signature_refused");
        return failed.Count(context, new(ProblemCode.Unauthenticated, sentence)).ExecuteAsync(context);
    }

    private static void Challenge(HttpContext context) =>
        context.Response.Headers.WWWAuthenticate = HasHeader(context) ? "Bearer error=\"invalid_token\"" : "Bearer";

    private static bool HasHeader(HttpContext context) => context.Request.Headers.Authorization.Count > 0;

    private static bool ReliesOnCookie(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<NeedsNoCookie>() is null && SaysWho(context);

    private static bool SaysWho(HttpContext context) =>
        context.User.Identity?.AuthenticationType is SessionAuthentication.SchemeName or SessionAuthentication.Elsewhere
        || context.GetEndpoint()?.Metadata.GetMetadata<OpensSession>() is not null;

    private static bool IsMutation(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method);
}
