using Org.BouncyCastle.Math.EC.Rfc8032;

namespace StatusLevels.Transparency;

/// <summary>A key pair of Ed25519 (RFC 8032): others verify with its public half what this product signed.</summary>
public sealed class Ed25519Key
{
    /// <summary>How long a seed is, in bytes.</summary>
    public const int SeedBytes = 32;

    /// <summary>How long a public key is, in bytes.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>How long a signature is, in bytes.</summary>
    public const int SignatureBytes = 64;

    private readonly byte[] seed;
    private readonly byte[] publicKey = new byte[PublicKeyBytes];

    /// <param name="seed">32 random bytes.</param>
    public Ed25519Key(byte[] seed)
    {
        this.seed = seed;
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
    }

    /// <summary>32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => publicKey;

    /// <summary>Whether the signature over the message was made with the other half of this public key.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var whole = message.ToArray();
        return publicKey.Length == PublicKeyBytes && signature.Length == SignatureBytes
            && Ed25519.Verify(signature.ToArray(), 0, publicKey.ToArray(), 0, whole, 0, whole.Length);
    }

    /// <summary>The signature, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[SignatureBytes];
        var whole = message.ToArray();
        Ed25519.Sign(seed, 0, publicKey, 0, whole, 0, whole.Length, signature, 0);
        return signature;
    }
}
