using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace StatusLevels.Api.Security;

/// <summary>
/// The keys in a JSON Web Key Set (RFC 7517) that signatures can be checked with. Each is judged by itself: what cannot be used, for
/// whatever reason, is passed over and counted, and the others are good.
/// </summary>
/// <param name="Keys">Those that can be used, at most a hundred.</param>
/// <param name="Others">How many cannot.</param>
internal sealed record KeySet(IReadOnlyList<JsonWebKey> Keys, int Others)
{
    private const int MinRsaBits = 2048;
    private const int MostKeys = 100;

    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidDataException">It is no key set.</exception>
    public static KeySet Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(ByteOrderMark.Skip(json));
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("keys", out var listed)
            || listed.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException("What is served as a key set has no list of keys.");
        }

        var keys = listed.EnumerateArray().Select(Usable).OfType<JsonWebKey>().Take(MostKeys).ToList();
        return new(keys, listed.GetArrayLength() - keys.Count);
    }

    private static JsonWebKey? Usable(JsonElement listed)
    {
        try
        {
            return listed.ValueKind == JsonValueKind.Object && IsForSignatures(listed) ? Public(listed) : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Not in the alphabet, no point of its curve, half of a surrogate pair, a number of no bytes, at which the platform trips: the
            // issuer's affair, counted, and no reason to lose the next key.
            return null;
        }
    }

    private static bool IsForSignatures(JsonElement key) =>
        Text(key, "use") is null or "" or JsonWebKeyUseNames.Sig
        && (Text(key, "alg") is not { Length: > 0 } algorithm || BearerTokens.Algorithms.Contains(algorithm, StringComparer.Ordinal));

    /// <summary>
    /// The public half and nothing else, once the platform has understood it. A symmetric key in a public document is anybody's key.
    /// </summary>
    private static JsonWebKey? Public(JsonElement key)
    {
        var kid = Text(key, "kid");
        switch (Text(key, "kty"))
        {
            case JsonWebAlgorithmsKeyTypes.RSA when Text(key, "n") is { } modulus && Text(key, "e") is { } exponent:
                using (var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(modulus), Exponent = Bytes(exponent) }))
                {
                    return rsa.KeySize >= MinRsaBits
                        ? new JsonWebKey { Kty = JsonWebAlgorithmsKeyTypes.RSA, Kid = kid, N = modulus, E = exponent }
                        : null;
                }

            case JsonWebAlgorithmsKeyTypes.EllipticCurve
                when Text(key, "x") is { } x && Text(key, "y") is { } y && Curve(key) is var (name, curve):
                using (ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(x), Y = Bytes(y) } }))
                {
                    return new JsonWebKey { Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve, Kid = kid, Crv = name, X = x, Y = y };
                }

            default:
                return null;
        }
    }

    private static (string Name, ECCurve Curve)? Curve(JsonElement key) => Text(key, "crv") switch
    {
        JsonWebKeyECTypes.P256 => (JsonWebKeyECTypes.P256, ECCurve.NamedCurves.nistP256),
        JsonWebKeyECTypes.P384 => (JsonWebKeyECTypes.P384, ECCurve.NamedCurves.nistP384),
        JsonWebKeyECTypes.P521 => (JsonWebKeyECTypes.P521, ECCurve.NamedCurves.nistP521),
        _ => null,
    };

    private static byte[] Bytes(string text) =>
        Base64UrlText.Read(text) ?? throw new InvalidDataException("A number of a key is not in the alphabet that keys are written in.");

    private static string? Text(JsonElement key, string member) =>
        key.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
