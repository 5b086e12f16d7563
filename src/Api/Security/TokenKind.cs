using System.Text.Json;

namespace StatusLevels.Api.Security;

/// <summary>
/// Whether a token is one to call with (RFC 8725, 3.11 and 3.12). The same issuer signs others with the same keys, for the same audience
/// where that is a client's id: of who signed in (ID tokens), of who signed out, of what happened.
/// </summary>
internal static class TokenKind
{
    private const string MediaTypes = "application/";

    // What only the others say: the nonce and the hash of a sign-in, and events (RFC 8417). A token that is bound to a key (RFC 7800) is
    // good beside the proof of that key alone, which nobody asks for here.
    private static readonly string[] OfOthers = ["nonce", "at_hash", "c_hash", "s_hash", "events", "cnf"];

    public static bool IsForCalling(JsonElement header, JsonElement claims) =>
        IsNamedSo(header)
        && !OfOthers.Any(claim => claims.TryGetProperty(claim, out _))
        // Keycloak and Cognito say it in a claim.
        && (!claims.TryGetProperty("typ", out var kind) || IsOneOf(kind, "Bearer", "JWT", "at+jwt"))
        && (!claims.TryGetProperty("token_use", out var use) || IsOneOf(use, "access"));

    /// <summary>
    /// By the <c>typ</c> of the header, which many leave out: <c>JWT</c> or <c>at+jwt</c>, a media type whose beginning may be left out.
    /// </summary>
    private static bool IsNamedSo(JsonElement header)
    {
        if (!header.TryGetProperty("typ", out var said))
        {
            return true;
        }

        var name = said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
        var kind = name.StartsWith(MediaTypes, StringComparison.OrdinalIgnoreCase) ? name[MediaTypes.Length..] : name;
        return kind.Equals("JWT", StringComparison.OrdinalIgnoreCase) || kind.Equals("at+jwt", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsOneOf(JsonElement said, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (said.ValueKind == JsonValueKind.String && word.Equals(said.GetString(), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
