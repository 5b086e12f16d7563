using System.Numerics;

namespace StatusLevels.Transparency;

/// <summary>The hashes of one tile; null when there is no such tile.</summary>
public delegate ValueTask<ReadOnlyMemory<byte>?> TileSource(TileAddress address, CancellationToken cancellationToken);

/// <summary>Computes roots and proofs of a tree of one size from its tiles, each of which it asks for once.</summary>
/// <param name="size">How many leaves the tree has.</param>
/// <param name="source">Where the tiles are.</param>
public sealed class TileReader(long size, TileSource source)
{
    private readonly Dictionary<(int Level, long Index), ReadOnlyMemory<byte>> tiles = [];

    /// <summary>How many leaves the tree has.</summary>
    public long Size => size;

    /// <summary>The root of the tree of this size, or of the smaller tree that it began as.</summary>
    /// <exception cref="TileMissingException">A tile is missing, or is not as long as its address says.</exception>
    public ValueTask<TreeHash> RootAsync(long of, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(of);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(of, size);
        return of == 0 ? ValueTask.FromResult(TreeHash.Empty) : RangeAsync(0, of, cancellationToken);
    }

    /// <summary>The hash of the leaf at this index.</summary>
    /// <exception cref="TileMissingException">A tile is missing, or is not as long as its address says.</exception>
    public ValueTask<TreeHash> LeafAsync(long index, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return NodeAsync(0, index, cancellationToken);
    }

    /// <summary>The proof that the leaf at this index is in the tree, from its sibling upwards.</summary>
    /// <exception cref="TileMissingException">A tile is missing, or is not as long as its address says.</exception>
    public async ValueTask<IReadOnlyList<TreeHash>> InclusionAsync(long index, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<TreeHash>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var middle = from + Split(to - from);
            if (index < middle)
            {
                proof.Add(await RangeAsync(middle, to, cancellationToken));
                to = middle;
            }
            else
            {
                proof.Add(await RangeAsync(from, middle, cancellationToken));
                from = middle;
            }
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>The proof that this tree begins with the one of the old size.</summary>
    /// <exception cref="TileMissingException">A tile is missing, or is not as long as its address says.</exception>
    public async ValueTask<IReadOnlyList<TreeHash>> ConsistencyAsync(long oldSize, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, size);
        var proof = new List<TreeHash>();
        if (oldSize == 0 || oldSize == size)
        {
            return proof;
        }

        var (from, to, isKnown) = (0L, size, true);
        while (oldSize != to)
        {
            var middle = from + Split(to - from);
            if (oldSize <= middle)
            {
                proof.Add(await RangeAsync(middle, to, cancellationToken));
                to = middle;
            }
            else
            {
                proof.Add(await RangeAsync(from, middle, cancellationToken));
                from = middle;
                isKnown = false;
            }
        }

        if (!isKnown)
        {
            proof.Add(await RangeAsync(from, to, cancellationToken));
        }

        proof.Reverse();
        return proof;
    }

    // The largest power of two below the count: where RFC 6962 parts a tree.
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));

    private async ValueTask<TreeHash> RangeAsync(long from, long to, CancellationToken cancellationToken)
    {
        var count = to - from;
        if (long.IsPow2(count))
        {
            var level = (int)long.TrailingZeroCount(count);
            return await NodeAsync(level, from >> level, cancellationToken);
        }

        var middle = from + Split(count);
        return TreeHash.OfNode(
            await RangeAsync(from, middle, cancellationToken), await RangeAsync(middle, to, cancellationToken));
    }

    // A node is in a tile, or is computed from the hashes of one: those of the level of tiles at or below it.
    private async ValueTask<TreeHash> NodeAsync(int level, long index, CancellationToken cancellationToken)
    {
        var tileLevel = level / TileAddress.Height;
        var inside = level % TileAddress.Height;
        var first = index << inside;
        var hashes = await TileAsync(tileLevel, first / TileAddress.WholeWidth, cancellationToken);
        var offset = (int)(first % TileAddress.WholeWidth) * TreeHash.Size;
        return TreeHash.OfTile(hashes.Span.Slice(offset, TreeHash.Size << inside));
    }

    private async ValueTask<ReadOnlyMemory<byte>> TileAsync(int level, long index, CancellationToken cancellationToken)
    {
        if (tiles.TryGetValue((level, index), out var known))
        {
            return known;
        }

        var width = Math.Min(TileAddress.WholeWidth, (size >> (level * TileAddress.Height)) - (index * TileAddress.WholeWidth));
        var address = new TileAddress(level, index, (int)width);
        var read = await source(address, cancellationToken);
        if (read is not { } hashes || hashes.Length != address.Width * TreeHash.Size)
        {
            throw new TileMissingException(address);
        }

        tiles.Add((level, index), hashes);
        return hashes;
    }
}
