using System.Buffers.Text;
using System.Security.Cryptography;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Sessions;

/// <summary>
/// The cookie of a session: a random token and its signature. The signature spares the database the tokens that we never made;
/// the database knows only the hash of a token, so that a copy of it opens no session. The first key signs, each of them verifies.
/// </summary>
internal sealed class SessionCookie(ApiSettings settings)
{
    private const int TokenBytes = 32;

    public string Name => settings.SessionCookieName;

    public static byte[] NewToken() => RandomNumberGenerator.GetBytes(TokenBytes);

    public static byte[] Hash(byte[] token) => SHA256.HashData(token);

    /// <summary>The token that the caller presents, if we made it.</summary>
    public byte[]? Read(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue(Name, out var value) || value.Split('.') is not [var tokenText, var signatureText])
        {
            return null;
        }

        return TryDecode(tokenText, out var token) && TryDecode(signatureText, out var signature)
            && settings.SessionKeys.Any(key => CryptographicOperations.FixedTimeEquals(signature, Sign(key, token)))
            ? token
            : null;
    }

    /// <summary>For a session that was just opened or extended.</summary>
    public void Write(HttpResponse response, byte[] token) =>
        response.Cookies.Append(Name, $"{Base64Url.EncodeToString(token)}.{Base64Url.EncodeToString(Sign(settings.SessionKeys[0], token))}", Options(SessionStore.Lifetime));

    public void Clear(HttpResponse response) => response.Cookies.Delete(Name, Options(maxAge: null));

    private static byte[] Sign(byte[] key, byte[] token) => HMACSHA256.HashData(key, (byte[])[.. "session"u8, .. token]);

    private CookieOptions Options(TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        Secure = !settings.IsDevelopment,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[TokenBytes];
        return text.Length == Base64Url.GetEncodedLength(TokenBytes)
            && Base64Url.TryDecodeFromChars(text, bytes, out var written)
            && written == TokenBytes;
    }
}
