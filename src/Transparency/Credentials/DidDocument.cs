using System.Buffers.Text;
using System.Text.Json;

namespace StatusLevels.Transparency.Credentials;

/// <summary>With which keys an issuer signs, and signed: what whoever verifies a credential reads first.</summary>
/// <remarks>W3C DID Core 1.0, with the method <c>did:web</c>; Controlled Identifiers 1.0 for the two forms of keys.</remarks>
public static class DidDocument
{
    /// <summary>Where it is, from the product's root.</summary>
    public const string Path = "/.well-known/did.json";

    // A key that is revoked is so from the beginning: whoever has it may date what they sign as they like.
    private const string Ever = "1970-01-01T00:00:00Z";

    private static readonly string[] Contexts =
        ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1", "https://w3id.org/security/jwk/v1"];

    public static byte[] Of(CredentialIssuer issuer)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            WriteList(json, "@context", Contexts);
            json.WriteString("id", issuer.Did);
            json.WriteStartArray("verificationMethod");
            foreach (var key in issuer.Keys.All)
            {
                WriteMultikey(json, issuer, key);
                WriteJwk(json, issuer, key);
            }

            json.WriteEndArray();
            WriteList(
                json, "assertionMethod",
                issuer.Keys.All.Where(static key => key.Use != CredentialKeyUse.Revoked)
                    .SelectMany(key => (string[])[issuer.MultikeyOf(key), issuer.JwkOf(key)]));
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteMultikey(Utf8JsonWriter json, CredentialIssuer issuer, CredentialKey key)
    {
        WriteStart(json, issuer.MultikeyOf(key), "Multikey", issuer, key);
        json.WriteString("publicKeyMultibase", Multibase.OfKey(key.PublicKey));
        json.WriteEndObject();
    }

    private static void WriteJwk(Utf8JsonWriter json, CredentialIssuer issuer, CredentialKey key)
    {
        var address = issuer.JwkOf(key);
        WriteStart(json, address, "JsonWebKey", issuer, key);
        json.WriteStartObject("publicKeyJwk");
        json.WriteString("kid", address);
        json.WriteString("kty", "OKP");
        json.WriteString("crv", "Ed25519");
        json.WriteString("alg", "EdDSA");
        json.WriteString("use", "sig");
        json.WriteString("x", Base64Url.EncodeToString(key.PublicKey));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter json, string address, string type, CredentialIssuer issuer, CredentialKey key)
    {
        json.WriteStartObject();
        json.WriteString("id", address);
        json.WriteString("type", type);
        json.WriteString("controller", issuer.Did);
        if (key.Use == CredentialKeyUse.Revoked)
        {
            json.WriteString("revoked", Ever);
        }

        if (key.RetiredAt is { } retiredAt)
        {
            json.WriteString("expires", LinkedNode.InstantText(retiredAt));
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
