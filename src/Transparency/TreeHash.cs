using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace StatusLevels.Transparency;

/// <summary>A hash of the Merkle tree: 32 bytes of SHA-256.</summary>
/// <remarks>RFC 6962, section 2.1: leaves and nodes are hashed with different first bytes, so that none passes for the other.</remarks>
public readonly struct TreeHash : IEquatable<TreeHash>
{
    /// <summary>How long it is, in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    private readonly Bytes bytes;

    /// <param name="source">32 bytes.</param>
    /// <exception cref="ArgumentException">It is of another length.</exception>
    public TreeHash(ReadOnlySpan<byte> source)
    {
        if (source.Length != Size)
        {
            throw new ArgumentException($"A hash has {Size} bytes, this has {source.Length}.", nameof(source));
        }

        source.CopyTo(bytes);
    }

    /// <summary>The root of the tree without leaves: the hash of nothing.</summary>
    public static TreeHash Empty { get; } = new(SHA256.HashData([]));

    public static bool operator ==(TreeHash left, TreeHash right) => left.Equals(right);

    public static bool operator !=(TreeHash left, TreeHash right) => !left.Equals(right);

    /// <summary>The hash of a leaf.</summary>
    /// <param name="data">What the leaf holds, of any length.</param>
    public static TreeHash OfLeaf(ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([LeafPrefix]);
        hash.AppendData(data);
        Span<byte> result = stackalloc byte[Size];
        hash.GetHashAndReset(result);
        return new(result);
    }

    /// <summary>The hash of the node above two others.</summary>
    public static TreeHash OfNode(in TreeHash left, in TreeHash right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * Size)];
        both[0] = NodePrefix;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + Size)..]);
        Span<byte> result = stackalloc byte[Size];
        SHA256.HashData(both, result);
        return new(result);
    }

    /// <summary>The root above hashes that lie side by side.</summary>
    /// <param name="hashes">A power of two of them, 32 bytes each.</param>
    public static TreeHash OfTile(ReadOnlySpan<byte> hashes)
    {
        var row = new TreeHash[hashes.Length / Size];
        for (var place = 0; place < row.Length; place++)
        {
            row[place] = new(hashes.Slice(place * Size, Size));
        }

        for (var length = row.Length / 2; length > 0; length /= 2)
        {
            for (var place = 0; place < length; place++)
            {
                row[place] = OfNode(row[2 * place], row[(2 * place) + 1]);
            }
        }

        return row[0];
    }

    /// <summary>Reads base64; false when it is not the base64 of 32 bytes, in the one spelling that it has.</summary>
    public static bool TryParse(ReadOnlySpan<char> base64, out TreeHash hash)
    {
        Span<byte> read = stackalloc byte[Size];
        if (Convert.TryFromBase64Chars(base64, read, out var written) && written == Size)
        {
            hash = new(read);
            return base64.SequenceEqual(hash.ToString());
        }

        hash = default;
        return false;
    }

    /// <summary>Writes its 32 bytes.</summary>
    public void CopyTo(Span<byte> target) => ((ReadOnlySpan<byte>)bytes).CopyTo(target);

    /// <summary>Its 32 bytes.</summary>
    public byte[] ToArray() => ((ReadOnlySpan<byte>)bytes).ToArray();

    public bool Equals(TreeHash other) => ((ReadOnlySpan<byte>)bytes).SequenceEqual(other.bytes);

    public override bool Equals(object? obj) => obj is TreeHash other && Equals(other);

    public override int GetHashCode() => BitConverter.ToInt32(bytes);

    /// <summary>Base64.</summary>
    public override string ToString() => Convert.ToBase64String(bytes);

    [InlineArray(Size)]
    private struct Bytes
    {
        private byte first;
    }
}
