using System.Security.Cryptography;

namespace StatusLevels.Transparency;

/// <summary>
/// What the log holds of an entry of a history: a hash that says nothing without the entry's hash and a salt, and that nobody can link to
/// anything once both are forgotten.
/// </summary>
public static class LogLeaf
{
    /// <summary>How long a salt is, in bytes.</summary>
    public const int SaltSize = 16;

    /// <summary>How long the hash of an entry is, in bytes.</summary>
    public const int EntryHashSize = SHA256.HashSizeInBytes;

    /// <summary>The data of the leaf, 32 bytes: SHA-256 over the hash of the entry and the salt.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The hash has not 32 bytes, or the salt not 16.</exception>
    public static byte[] Data(ReadOnlySpan<byte> entryHash, ReadOnlySpan<byte> salt)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(entryHash.Length, EntryHashSize, nameof(entryHash));
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltSize, nameof(salt));

        Span<byte> both = stackalloc byte[EntryHashSize + SaltSize];
        entryHash.CopyTo(both);
        salt.CopyTo(both[EntryHashSize..]);
        return SHA256.HashData(both);
    }
}
