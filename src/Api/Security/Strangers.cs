using StatusLevels.Api.Sessions;

namespace StatusLevels.Api.Security;

/// <summary>
/// Tells whoever proves nothing, without a question to anybody: no credentials, and no cookie that opens or opened a session. All schemes
/// of authentication would find nobody.
/// </summary>
internal sealed class Strangers(SessionCookie cookie, SessionIntrospection introspection)
{
    private readonly string named = $"{cookie.Name}=";
    private readonly string? ofOthers = introspection.CookieName is { } name ? $"{name}=" : null;

    public bool Sent(HttpRequest request)
    {
        var headers = request.Headers;
        return headers.Authorization.Count == 0 && (headers.Cookie.Count == 0 || !HoldsSession(request));
    }

    // Most cookies are of others: what is not named like ours needs no closer look.
    private bool HoldsSession(HttpRequest request)
    {
        foreach (var header in request.Headers.Cookie)
        {
            if (header!.Contains(named, StringComparison.Ordinal)
                || (ofOthers is not null && header.Contains(ofOthers, StringComparison.Ordinal)))
            {
                return cookie.Read(request).Any() || introspection.Presented(request) is not null;
            }
        }

        return false;
    }
}
