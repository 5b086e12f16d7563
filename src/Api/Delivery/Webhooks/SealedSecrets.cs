using System.Security.Cryptography;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// Secrets as they lie in the database: AES-GCM under keys derived from <c>SESSION_SECRET_KEY</c>, so that a copy of the database signs
/// nothing. The first key seals, each of them opens.
/// </summary>
/// <remarks>Layout: 8 bytes that name the key, nonce (12), tag (16), ciphertext; bound to the id of its owner.</remarks>
internal sealed class SealedSecrets(ApiSettings settings)
{
    /// <summary>How many bytes in front name the key.</summary>
    public const int NameBytes = 8;

    private const int KeyBytes = 32;
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;

    private readonly SealingKey[] keys = [.. settings.SessionKeys.Select(SealingKey.Of)];

    /// <summary>What new secrets begin with.</summary>
    public byte[] FirstName => keys[0].Name;

    /// <summary>What those begin with that can be opened.</summary>
    public byte[][] Names => [.. keys.Select(key => key.Name)];

    public byte[] Seal(Guid owner, ReadOnlySpan<byte> secret)
    {
        var (name, key) = keys[0];
        var whole = new byte[NameBytes + NonceBytes + TagBytes + secret.Length];
        name.CopyTo(whole, 0);
        var nonce = whole.AsSpan(NameBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(
            nonce, secret, whole.AsSpan(NameBytes + NonceBytes + TagBytes), whole.AsSpan(NameBytes + NonceBytes, TagBytes),
            owner.ToByteArray());
        return whole;
    }

    /// <summary>The secret; null when it was sealed with a key that is not listed, or for another owner.</summary>
    public byte[]? Open(Guid owner, byte[] whole)
    {
        if (whole.Length <= NameBytes + NonceBytes + TagBytes
            || Array.Find(keys, key => whole.AsSpan(0, NameBytes).SequenceEqual(key.Name)) is not { } known)
        {
            return null;
        }

        var secret = new byte[whole.Length - NameBytes - NonceBytes - TagBytes];
        using var cipher = new AesGcm(known.Key, TagBytes);
        try
        {
            cipher.Decrypt(
                whole.AsSpan(NameBytes, NonceBytes), whole.AsSpan(NameBytes + NonceBytes + TagBytes),
                whole.AsSpan(NameBytes + NonceBytes, TagBytes), secret, owner.ToByteArray());
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private sealed record SealingKey(byte[] Name, byte[] Key)
    {
        public static SealingKey Of(byte[] sessionKey)
        {
            var key = HKDF.DeriveKey(
                HashAlgorithmName.SHA256, sessionKey, KeyBytes, salt: null, "StatusLevels webhook secrets 1"u8.ToArray());
            return new(HMACSHA256.HashData(key, "id"u8)[..NameBytes], key);
        }
    }
}
