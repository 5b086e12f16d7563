using StatusLevels.Api.Sessions;

namespace StatusLevels.Api.Security;

/// <summary>
/// Tells whoever proves nothing, without a question to anybody: no credentials, and no cookie that opens or opened a session. All schemes
/// of authentication would find nobody.
/// </summary>
internal sealed class Strangers(SessionCookie cookie)
{
    private readonly string named = $"{cookie.Name}=";

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
            if (header!.Contains(named, StringComparison.Ordinal))
            {
                return cookie.Read(request).Any();
            }
        }

        return false;
    }
}
