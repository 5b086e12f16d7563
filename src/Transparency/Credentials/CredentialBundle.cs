using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace StatusLevels.Transparency.Credentials;

/// <summary>
/// All that somebody needs who wants to verify a level without asking anybody: the credential, both status lists as they were at that
/// moment, the issuer's keys, and the proof that the entry which gave the level is in the public log.
/// </summary>
/// <param name="IssuedAt">When it was put together: as of this instant the status is known.</param>
/// <param name="FreshUntil">Until when the status may be taken for the one that counts.</param>
/// <param name="Credential">The credential, a compact JWS.</param>
/// <param name="Status">The lists that its status entries name.</param>
/// <param name="Did">The did document of the issuer.</param>
/// <param name="Entry">The entry of the history that gave the level.</param>
/// <param name="Proof">That the entry is in the log, as text of c2sp.org/tlog-proof.</param>
/// <param name="LogKey">The verifier key of the log.</param>
public sealed record CredentialBundle(
    string IssuedAt, string FreshUntil, string Credential, BundledStatus Status, JsonElement Did, BundledEntry Entry, string Proof,
    string LogKey)
{
    /// <summary>The media type of the whole, which is one compact JWS.</summary>
    public const string MediaType = "application/jose";

    /// <summary>What the header says that it is (<c>typ</c>): no other thing that the issuer signs passes for it.</summary>
    public const string Type = "status-bundle";

    /// <summary>The version of the shape that is written and read.</summary>
    public const int CurrentVersion = 1;

    internal const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Which shape it has; another one is not judged by the rules of this one.</summary>
    [JsonRequired]
    public int Version { get; init; } = CurrentVersion;

    /// <summary>An instant as bundles write it.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    /// <summary>The bundle as it is handed out.</summary>
    /// <param name="keyId">The name of the key in the did document.</param>
    /// <param name="key">The key that signs credentials.</param>
    public string Sign(string keyId, Ed25519Key key) =>
        CompactJws.Sign(JsonSerializer.SerializeToUtf8Bytes(this, BundleJson.Default.CredentialBundle), Type, keyId, key);

    /// <summary>Reads what was signed; null when it is none.</summary>
    public static CredentialBundle? Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            return Utf8.IsValid(payload) ? JsonSerializer.Deserialize(payload, BundleJson.Default.CredentialBundle) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
