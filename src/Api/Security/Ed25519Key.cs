using Org.BouncyCastle.Math.EC.Rfc8032;

namespace StatusLevels.Api.Security;

/// <summary>A key pair of Ed25519 (RFC 8032): others verify with its public half what this product signed.</summary>
internal sealed class Ed25519Key
{
    /// <summary>How long a seed is, in bytes.</summary>
    public const int SeedBytes = 32;

    private readonly byte[] seed;
    private readonly byte[] publicKey = new byte[Ed25519.PublicKeySize];

    /// <param name="seed">32 random bytes.</param>
    public Ed25519Key(byte[] seed)
    {
        this.seed = seed;
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
    }

    /// <summary>32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => publicKey;

    /// <summary>The signature, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        var whole = message.ToArray();
        Ed25519.Sign(seed, 0, publicKey, 0, whole, 0, whole.Length, signature, 0);
        return signature;
    }
}
