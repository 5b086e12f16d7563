using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StatusLevels.Transparency.Credentials;

/// <summary>
/// Something signed with Ed25519 in the compact form of JWS. What it says counts for nothing before a signature was verified.
/// </summary>
/// <remarks>
/// RFC 7515 with the one algorithm <c>EdDSA</c> (RFC 8037): the key is looked up by whoever verifies, and neither algorithm nor key is ever
/// taken from the header. It is read in the one spelling in which it is written.
/// </remarks>
public sealed class CompactJws
{
    /// <summary>A longer one is not read, in characters.</summary>
    public const int Longest = 1024 * 1024;

    private const string Algorithm = "EdDSA";

    private const int DeepestHeader = 8;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string signed;
    private readonly byte[] payload;
    private readonly byte[] signature;

    private CompactJws(string type, string keyId, string signed, byte[] payload, byte[] signature)
    {
        (Type, KeyId) = (type, keyId);
        this.signed = signed;
        this.payload = payload;
        this.signature = signature;
    }

    /// <summary>What kind of thing it says it is (<c>typ</c>): who expects one kind takes no other (RFC 8725).</summary>
    public string Type { get; }

    /// <summary>By which key it says it was signed (<c>kid</c>).</summary>
    public string KeyId { get; }

    /// <summary>What was signed.</summary>
    public ReadOnlyMemory<byte> Payload => payload;

    /// <summary>Signs a payload.</summary>
    /// <param name="payload">Any bytes.</param>
    /// <param name="type">What kind of thing it is.</param>
    /// <param name="keyId">The name of the key.</param>
    /// <param name="key">The key.</param>
    public static string Sign(ReadOnlySpan<byte> payload, string type, string keyId, Ed25519Key key)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header, Plain))
        {
            json.WriteStartObject();
            json.WriteString("alg", Algorithm);
            json.WriteString("typ", type);
            json.WriteString("kid", keyId);
            json.WriteEndObject();
        }

        var message = $"{Base64Url.EncodeToString(header.ToArray())}.{Base64Url.EncodeToString(payload)}";
        return $"{message}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(message)))}";
    }

    /// <summary>
    /// Reads one; null when it is none, or one of another algorithm, or one that asks for what we do not know (<c>crit</c>).
    /// </summary>
    public static CompactJws? Parse(string text)
    {
        if (text.Length > Longest || text.Split('.', 4) is not [var head, var body, var end]
            || Base64UrlText.ReadExactly(head) is not { } header || Base64UrlText.ReadExactly(body) is not { } payload
            || Base64UrlText.Read(end, Ed25519Key.SignatureBytes) is not { } signature)
        {
            return null;
        }

        return JsonReading.Object(header, DeepestHeader) is { } says && says.Member("crit") is null
            && says.Text("alg") == Algorithm && says.Text("typ") is { } type && says.Text("kid") is { } keyId
                ? new(type, keyId, $"{head}.{body}", payload, signature)
                : null;
    }

    /// <summary>Whether it was signed by the other half of this key, 32 bytes of Ed25519.</summary>
    public bool IsSignedBy(ReadOnlySpan<byte> publicKey) => Ed25519Key.Verify(publicKey, Encoding.ASCII.GetBytes(signed), signature);
}
