using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Answers;

/// <summary>What every answer says in its headers, whoever wrote it.</summary>
internal static class AnswerHeaders
{
    /// <summary>What a status depends on besides its address.</summary>
    public const string StatusVaries = "Authorization, Cookie, Origin, Accept, Accept-Language, Accept-Encoding";

    public const string NoSniff = "nosniff";

    /// <summary>Nobody but the caller may keep it, and the caller should not either.</summary>
    public const string Private = "private, no-store";

    /// <summary>
    /// What a page of the product may load and do: files from here, forms to here, and no more. Nobody may put it into a frame.
    /// </summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The same for pages that others made (the API's, Orleans's), which hold styles of their own.</summary>
    public const string ToolPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; frame-ancestors 'none'";

    private const string ReferrerPolicy = "Referrer-Policy";

    /// <summary>For a page: it cannot be framed, and loads nothing from elsewhere.</summary>
    public static void GuardPage(this IHeaderDictionary headers)
    {
        headers.Guard(PagePolicy);
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.TryAdd(ReferrerPolicy, "strict-origin-when-cross-origin");
    }

    /// <summary>For a page whose address is a secret: it is told to nobody, and kept nowhere.</summary>
    public static void GuardSecretAddress(this IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers[ReferrerPolicy] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
    }

    /// <summary>For a page that others made.</summary>
    public static void GuardTool(this IHeaderDictionary headers) => headers.Guard(ToolPolicy);

    private static void Guard(this IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers[HeaderNames.XFrameOptions] = "DENY";
    }

    /// <summary>
    /// No answer is taken for another type than it says. Where the product is found by https, browsers are told to ask no other way for a
    /// year.
    /// </summary>
    public static void SayEverywhere(this IHeaderDictionary headers, ApiSettings settings)
    {
        headers.XContentTypeOptions = NoSniff;
        if (settings.PublicBaseUrl?.Scheme == Uri.UriSchemeHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }

    /// <summary>
    /// What every answer says; an answer of the API that says nothing of caches is kept nowhere.
    /// </summary>
    public static void UseAnswerHeaders(this IApplicationBuilder app, ApiSettings settings) => app.Use((context, next) =>
    {
        context.Response.Headers.SayEverywhere(settings);
        context.OpenEmbedded();
        if (context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.GuardTool();
        }

        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.OnStarting(
                static state =>
                {
                    var headers = ((HttpContext)state).Response.Headers;
                    if (!headers.ContainsKey(HeaderNames.CacheControl))
                    {
                        headers.CacheControl = Private;
                    }

                    return Task.CompletedTask;
                },
                context);
        }

        return next(context);
    });
}
