using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace StatusLevels.Testing;

/// <summary>A key that tokens are signed with.</summary>
public sealed class TestKey(string id, AsymmetricAlgorithm key, string? algorithm = null)
{
    public string Id => id;

    public string Algorithm => algorithm ?? (key is RSA ? "RS256" : "ES256");

    private HashAlgorithmName HashName => new($"SHA{Algorithm[^3..]}");

    public byte[] Sign(byte[] text) => key switch
    {
        RSA rsa =>
            rsa.SignData(
                text, HashName, Algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
        ECDsa curve => curve.SignData(text, HashName),
        _ => throw new NotSupportedException(),
    };

    /// <summary>The public half, as a key set lists it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["kid"] = id, ["use"] = "sig" };
        if (key is RSA rsa)
        {
            var numbers = rsa.ExportParameters(includePrivateParameters: false);
            (json["kty"], json["n"], json["e"]) = (
                "RSA", Base64Url.EncodeToString(numbers.Modulus), Base64Url.EncodeToString(numbers.Exponent));
        }
        else
        {
            var point = ((ECDsa)key).ExportParameters(includePrivateParameters: false).Q;
            (json["kty"], json["crv"]) = ("EC", $"P-{(Algorithm == "ES512" ? 521 : key.KeySize)}");
            (json["x"], json["y"]) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        }

        return json;
    }
}
