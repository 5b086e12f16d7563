using System.Buffers.Binary;
using StatusLevels.Testing.Credentials;
using StatusLevels.Transparency;

namespace StatusLevels.Pages.Tests;

/// <summary>A log of a million leaves, grown as the product grows one.</summary>
internal static class LargeLog
{
    public const long Size = 1_000_000;

    private const int Step = 20_000;

    private static readonly Lazy<TreeHash[]> Leaves = new(static () =>
    {
        var leaves = new TreeHash[Size];
        var data = new byte[LogLeaf.EntryHashSize];
        for (var index = 0; index < Size; index++)
        {
            BinaryPrimitives.WriteInt32BigEndian(data, index);
            leaves[index] = TreeHash.OfLeaf(data);
        }

        return leaves;
    });

    /// <summary>The proof of a leaf with this data, where another one of the same log would be.</summary>
    public static LogProof Prove(byte[] data, string origin, long index)
    {
        var tiles = new Dictionary<TileAddress, ReadOnlyMemory<byte>>();
        for (var size = 0; size < Size; size += Step)
        {
            var leaves = Leaves.Value[size..(size + Step)];
            if (index >= size && index < size + Step)
            {
                leaves[index - size] = TreeHash.OfLeaf(data);
            }

            foreach (var (address, grown) in TreeGrowth.Grow(size, tiles, leaves))
            {
                tiles[address] = grown;
            }
        }

        var reader = new TileReader(Size, (address, _) => new(tiles.TryGetValue(address, out var tile) ? tile : null));
        var root = reader.RootAsync(Size).AsTask().GetAwaiter().GetResult();
        var hashes = reader.InclusionAsync(index).AsTask().GetAwaiter().GetResult();
        var note = SignedNote.Sign(new Checkpoint(origin, Size, root).ToString(), origin, TestBundle.LogSigner);
        return new(new byte[LogLeaf.SaltSize], index, hashes, note);
    }
}
