using System.Text.Json;

namespace StatusLevels.Transparency.Credentials;

/// <summary>Who issues credentials: a product under its own address, with its keys.</summary>
public sealed class CredentialIssuer
{
    /// <summary>What a credential in the form of a JWT is.</summary>
    public const string JwtType = "vc+jwt";

    internal const string JwkSuffix = "-jwk";

    // Its name and its keys stay what they are.
    private readonly Lazy<byte[]> document;
    private readonly Lazy<JsonElement> json;

    /// <param name="address">Where the product is found, without a path.</param>
    /// <param name="keys">Its keys.</param>
    public CredentialIssuer(Uri address, CredentialKeys keys)
    {
        // An address in the new form of IP has brackets around it there, and none here.
        var host = address.HostNameType == UriHostNameType.IPv6 ? address.Host : address.IdnHost;
        Keys = keys;
        Host = address.IsDefaultPort ? host : $"{host}:{address.Port}";
        Address = $"{address.Scheme}://{Host}";
        Did = $"did:web:{Uri.EscapeDataString(Host)}";
        document = new(() => DidDocument.Of(this));
        json = new(() => JsonReading.Object(document.Value)!.Value);
    }

    public CredentialKeys Keys { get; }

    /// <summary>Its host, with the port where that says something.</summary>
    public string Host { get; }

    /// <summary>Where it is found, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>Its name: <c>did:web</c> and its host.</summary>
    public string Did { get; }

    /// <summary>Its <see cref="DidDocument"/>.</summary>
    public ReadOnlyMemory<byte> Document => document.Value;

    /// <summary>The same, read.</summary>
    public JsonElement DocumentJson => json.Value;

    /// <summary>The address of a key as proofs inside a credential name it.</summary>
    public string MultikeyOf(CredentialKey key) => $"{Did}#{key.Id}";

    /// <summary>The address of the same key as JWTs name it.</summary>
    public string JwkOf(CredentialKey key) => $"{MultikeyOf(key)}{JwkSuffix}";

    /// <summary>A credential of a level, with the proof inside.</summary>
    /// <param name="credential">What it says.</param>
    /// <param name="now">When it is signed.</param>
    public byte[] Sign(LevelCredential credential, DateTimeOffset now) => Sign(credential.DocumentOf(this), now);

    /// <summary>The same as a JWT.</summary>
    public string SignAsJwt(LevelCredential credential, DateTimeOffset now) => SignAsJwt(
        credential.DocumentOf(this),
        json =>
        {
            json.WriteString("iss", Did);
            json.WriteString("jti", credential.Id);
            json.WriteString("sub", credential.SubjectOf(this));
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("nbf", credential.ValidFrom.ToUnixTimeSeconds());
            if (credential.ValidUntil is { } end)
            {
                json.WriteNumber("exp", end.ToUnixTimeSeconds());
            }
        });

    /// <summary>A status list, with the proof inside.</summary>
    public byte[] Sign(StatusListCredential list) => Sign(list.DocumentOf(this), list.MadeAt);

    /// <summary>The same as a JWT.</summary>
    public string SignAsJwt(StatusListCredential list) => SignAsJwt(
        list.DocumentOf(this),
        json =>
        {
            json.WriteString("iss", Did);
            json.WriteString("jti", list.AddressOf(this));
            json.WriteNumber("nbf", list.MadeAt.ToUnixTimeSeconds());
            json.WriteNumber("exp", list.ValidUntil.ToUnixTimeSeconds());
        });

    private byte[] Sign(LinkedDocument document, DateTimeOffset now) =>
        DataIntegrity.Sign(document, Keys.Signing, MultikeyOf(Keys.Signing), now);

    private string SignAsJwt(LinkedDocument document, Action<Utf8JsonWriter> claims) =>
        CompactJws.Sign(document.ToJson(before: claims), JwtType, JwkOf(Keys.Signing), Keys.Signing.Pair);
}
