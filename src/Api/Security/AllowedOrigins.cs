using System.Net;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Security;

/// <summary>The pages that may call with a session cookie: the product's own, and those in <c>CORS_ORIGINS</c>.</summary>
internal sealed class AllowedOrigins(ApiSettings settings)
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    private readonly string? publicOrigin = settings.PublicBaseUrl?.GetLeftPart(UriPartial.Authority);

    /// <summary>A request with neither header comes from no browser and needs no permission.</summary>
    public bool Allow(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count > 0
            ? origin is [{ } single] && IsAllowed(single, request)
            : request.Headers["Sec-Fetch-Site"] is [] or ["same-origin"] or ["none"];
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
                HeaderNames.AcceptEncoding, HeaderNames.Age, HeaderNames.Allow, HeaderNames.ContentDisposition, HeaderNames.ETag,
                HeaderNames.Link,
                HeaderNames.Location, HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate, IdempotencyMiddleware.ReplayedHeader)
            .SetPreflightMaxAge(PreflightAge));

    private bool IsAllowed(string origin, HttpRequest request) =>
        string.Equals(origin, publicOrigin, StringComparison.OrdinalIgnoreCase)
        || settings.CorsOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (MayBeOwn(request.Host.Host) && string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether the request's own word for this host counts. Whoever owns a name can let it lead here, and then their page is of the same
    /// origin: a name counts only where nobody has set what this product is called, and not on a developer's machine, which needs none.
    /// </summary>
    private bool MayBeOwn(string host)
    {
        // IPv6 addresses stand in brackets.
        var isAddress = IPAddress.TryParse(host.Trim('[', ']'), out var address);
        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (isAddress && IPAddress.IsLoopback(address!))
            || (publicOrigin is null && (isAddress || !settings.IsDevelopment));
    }
}
