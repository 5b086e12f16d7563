using System.Buffers.Text;
using System.Security.Cryptography;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Sessions;

/// <summary>
/// The cookie of a session: a random token and its signature. The signature spares the database the tokens that we never made;
/// the database knows only the hash of a token, so that a copy of it opens no session. The first key signs, each of them verifies.
/// </summary>
internal sealed class SessionCookie(ApiSettings settings, TimeProvider time)
{
    private const int TokenBytes = 32;

    /// <summary>Each may cost a question to the database.</summary>
    private const int MostTokens = 8;

    public string Name => settings.SessionCookieName;

    public static byte[] NewToken() => RandomNumberGenerator.GetBytes(TokenBytes);

    public static byte[] Hash(byte[] token) => SHA256.HashData(token);

    /// <summary>
    /// The tokens that the caller presents and we made, in their order. There may be several cookies of the name: a page of a neighbouring
    /// domain can set one for the parent domain, and must neither lock out nor replace the one that is ours.
    /// </summary>
    public IEnumerable<byte[]> Read(HttpRequest request) =>
        NamedCookies.Read(request, Name).Select(Token).OfType<byte[]>().Take(MostTokens);

    /// <summary>For a session that was just opened or extended.</summary>
    public void Write(HttpResponse response, byte[] token, DateTimeOffset expiresAt) =>
        response.Cookies.Append(
            Name,
            $"{Base64Url.EncodeToString(token)}.{Base64Url.EncodeToString(Sign(settings.SessionKeys[0], token))}",
            NamedCookies.Options(settings, TimeSpan.FromSeconds(Math.Ceiling((expiresAt - time.GetUtcNow()).TotalSeconds))));

    public void Clear(HttpResponse response) => response.Cookies.Delete(Name, NamedCookies.Options(settings, maxAge: null));

    private static byte[] Sign(byte[] key, byte[] token) => HMACSHA256.HashData(key, (byte[])[.. "session"u8, .. token]);

    private byte[]? Token(string value) =>
        value.Split('.') is [var tokenText, var signatureText]
        && Base64UrlText.Read(tokenText, TokenBytes) is { } token
        && Base64UrlText.Read(signatureText, HMACSHA256.HashSizeInBytes) is { } signature
        && settings.SessionKeys.Any(key => CryptographicOperations.FixedTimeEquals(signature, Sign(key, token)))
            ? token
            : null;
}
