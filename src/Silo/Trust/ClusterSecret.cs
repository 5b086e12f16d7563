using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace StatusLevels.Silo.Trust;

/// <summary>
/// One secret → one key pair, the same on every node. Its certificate says nothing but the public key, and a peer is one of ours when it
/// has proved to hold that key. So neither names nor addresses nor clocks matter.
/// </summary>
internal static class ClusterSecret
{
    /// <summary>Order of the group of P-256 (SEC 2, 2.4.2).</summary>
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.AllowHexSpecifier, provider: null);

    // A node whose clock is off shows and takes the same certificate.
    private static readonly DateTimeOffset Always = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Ever = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <param name="text">Secrets, separated by commas: the first is what the node shows itself by, each is good for another.</param>
    /// <param name="setting">Its name, for the sentence.</param>
    /// <exception cref="StartupException">There is none, or one could be guessed.</exception>
    public static NodeTrust Trust(string text, string setting)
    {
        var secrets = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (secrets.Length == 0 || !Array.TrueForAll(secrets, IsUnguessable))
        {
            throw new StartupException(
                $"{setting} must have at least {SecretStrength.LeastBytes} random bytes in each secret (commas separate secrets), such as \"openssl rand -hex 32\" prints: "
                + "whoever guesses it is a node.");
        }

        using var own = Key(secrets[0]);
        var keys = secrets.Select(PublicKey).ToArray();
        return new(Certificate(own), (peer, _) => IsOneOf(keys, peer.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    private static bool IsUnguessable(string secret) => SecretStrength.Objection(Encoding.UTF8.GetBytes(secret)) is null;

    private static bool IsOneOf(byte[][] keys, byte[] key) =>
        keys.Aggregate(seed: false, (found, ours) => found | CryptographicOperations.FixedTimeEquals(ours, key));

    private static byte[] PublicKey(string secret)
    {
        using var key = Key(secret);
        return key.ExportSubjectPublicKeyInfo();
    }

    // 128 bits more than the order has, so that no key is likelier than another (FIPS 186-5, A.2.1).
    private static ECDsa Key(string secret)
    {
        var derived = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 48, salt: null, "StatusLevels cluster key 1"u8.ToArray());
        var scalar = (new BigInteger(derived, isUnsigned: true, isBigEndian: true) % (Order - 1)) + 1;
        var padded = new byte[32];
        var bytes = scalar.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(padded.AsSpan(padded.Length - bytes.Length));
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = padded });
    }

    private static X509Certificate2 Certificate(ECDsa key) =>
        new CertificateRequest("CN=StatusLevels node", key, HashAlgorithmName.SHA256).CreateSelfSigned(Always, Ever);
}
