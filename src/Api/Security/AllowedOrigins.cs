using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Security;

/// <summary>The pages that may call with a session cookie: the product's own, and those in <c>CORS_ORIGINS</c>.</summary>
internal sealed class AllowedOrigins(ApiSettings settings)
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    private readonly string? ownOrigin = settings.PublicBaseUrl?.GetLeftPart(UriPartial.Authority);

    /// <summary>A request with neither header comes from no browser and needs no permission.</summary>
    public bool Allow(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count > 0
            ? origin is [{ } single] && IsAllowed(single, request)
            : !string.Equals(request.Headers["Sec-Fetch-Site"], "cross-site", StringComparison.OrdinalIgnoreCase);
    }

    public void Configure(CorsOptions options) =>
        options.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.CorsOrigins])
            .AllowCredentials()
            .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
            .WithHeaders(
                HeaderNames.Accept, HeaderNames.AcceptLanguage, HeaderNames.Authorization, HeaderNames.ContentType,
                HeaderNames.IfMatch, HeaderNames.IfNoneMatch, RequestKeys.Header, HeaderNames.TraceParent, HeaderNames.TraceState)
            .WithExposedHeaders(
                HeaderNames.AcceptEncoding, HeaderNames.Age, HeaderNames.Allow, HeaderNames.ContentDisposition, HeaderNames.ETag, HeaderNames.Link,
                HeaderNames.Location, HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate, IdempotencyMiddleware.ReplayedHeader)
            .SetPreflightMaxAge(PreflightAge));

    private bool IsAllowed(string origin, HttpRequest request) =>
        string.Equals(origin, ownOrigin ?? $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || settings.CorsOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}
