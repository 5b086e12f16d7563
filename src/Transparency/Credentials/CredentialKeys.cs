namespace StatusLevels.Transparency.Credentials;

/// <summary>
/// The keys of credentials, the one that signs first. A key that signed once stays among them, or what it signed could not be verified.
/// </summary>
public sealed class CredentialKeys
{
    private const int LongestId = 64;
    private const string VerifiesMark = "pub";
    private const string RevokedMark = "revoked";

    private CredentialKeys(IReadOnlyList<CredentialKey> all) => All = all;

    public IReadOnlyList<CredentialKey> All { get; }

    /// <summary>The one that signs.</summary>
    public CredentialKey Signing => All[0];

    /// <summary>The one key of a product that was given none.</summary>
    public static CredentialKeys Of(string id, byte[] seed) => new([new CredentialKey(id, new Ed25519Key(seed))]);

    /// <summary>
    /// Reads <c>id:seed</c>, <c>id:pub:key</c>, <c>id:pub:key@instant</c> and <c>id:revoked:key</c>, separated by commas, keys in base64;
    /// null when one of them is none, the first does not sign, or two have one name or are one key.
    /// </summary>
    public static CredentialKeys? Parse(string text)
    {
        var keys = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Read).ToArray();
        return keys is [{ Use: CredentialKeyUse.Signs }, ..]
            && keys.All(static key => key is not null)
            && keys.DistinctBy(static key => key!.Id, StringComparer.Ordinal).Count() == keys.Length
            && keys.DistinctBy(static key => Convert.ToHexString(key!.PublicKey), StringComparer.Ordinal).Count() == keys.Length
                ? new(keys!)
                : null;
    }

    // An instant has colons of its own.
    private static CredentialKey? Read(string text) => text.Split(':', 3) switch
    {
        [var id, var seed] when IsId(id) && Bytes(seed) is { } bytes => new(id, new Ed25519Key(bytes)),
        [var id, VerifiesMark, var key] when IsId(id) => Retired(id, key.Split('@')),
        [var id, RevokedMark, var key] when IsId(id) && Bytes(key) is { } bytes => new(id, bytes, CredentialKeyUse.Revoked),
        _ => null,
    };

    private static CredentialKey? Retired(string id, string[] parts) => parts switch
    {
        [var key] when Bytes(key) is { } bytes => new(id, bytes, CredentialKeyUse.Verifies),
        [var key, var at] when Bytes(key) is { } bytes && JsonReading.InstantOf(at) is { } instant =>
            new(id, bytes, CredentialKeyUse.Verifies, instant),
        _ => null,
    };

    private static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        // Else two keys could have one name in the did document.
        && !text.EndsWith(CredentialIssuer.JwkSuffix, StringComparison.Ordinal);

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length == Ed25519Key.SeedBytes ? bytes[..length] : null;
    }
}
