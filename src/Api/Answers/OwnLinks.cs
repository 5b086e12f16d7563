using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Answers;

/// <summary>
/// The product writes its links from its own root. Where callers find it under a path (<c>PUBLIC_BASE_URL</c>), that path is put in front
/// of all of them here; the proxy may take it away from the requests, or leave it.
/// </summary>
internal static class OwnLinks
{
    public static void UsePublicPath(this IApplicationBuilder app, ApiSettings settings)
    {
        var path = PathString.FromUriComponent(settings.PublicBaseUrl?.AbsolutePath.TrimEnd('/') ?? "");
        if (!path.HasValue)
        {
            return;
        }

        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase, out var rest))
            {
                context.Request.Path = rest.HasValue ? rest : "/";
            }

            context.Request.PathBase = path;
            context.Response.OnStarting(
                static state =>
                {
                    var (answered, front) = ((HttpContext, string))state;
                    var headers = answered.Response.Headers;
                    if (headers.Location is [['/', ..] location] && !location.StartsWith($"{front}/", StringComparison.Ordinal))
                    {
                        headers.Location = front + location;
                    }

                    if (headers.Link.Count > 0)
                    {
                        headers.Link = headers.Link.ToString().Replace("</", $"<{front}/", StringComparison.Ordinal);
                    }

                    return Task.CompletedTask;
                },
                (context, path.ToUriComponent()));
            return next(context);
        });
    }
}
