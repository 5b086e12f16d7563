using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Sessions;

/// <summary>The cookies of this product as they travel.</summary>
internal static class NamedCookies
{
    /// <summary>The values of all cookies with this name: the framework's own collection knows the last one alone.</summary>
    public static IEnumerable<string> Read(HttpRequest request, string name) =>
        from header in request.Headers.Cookie
        from cookie in header!.Split(';', StringSplitOptions.TrimEntries)
        where cookie.StartsWith(name, StringComparison.Ordinal) && cookie.AsSpan(name.Length) is ['=', ..]
        select cookie[(name.Length + 1)..];

    /// <summary>
    /// Closed to scripts, other sites and, outside development, plain http. Names with two underscores in front ask for that everywhere.
    /// </summary>
    public static CookieOptions Options(ApiSettings settings, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        Secure = !settings.IsDevelopment || settings.SessionCookieName.StartsWith("__", StringComparison.Ordinal),
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
