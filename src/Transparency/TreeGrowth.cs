namespace StatusLevels.Transparency;

/// <summary>A tree that gets longer: which tiles it then has that it had not, or had shorter.</summary>
public static class TreeGrowth
{
    /// <summary>Adds leaves.</summary>
    /// <param name="size">How many leaves the tree has.</param>
    /// <param name="edge">Its <see cref="TileAddress.Edge"/>, with what these tiles hold.</param>
    /// <param name="leaves">The hashes of the leaves that come to it.</param>
    /// <returns>Every tile that changed, whole as it is now.</returns>
    /// <exception cref="TileMissingException">A tile of the edge is missing, or is not as long as its address says.</exception>
    public static IReadOnlyDictionary<TileAddress, ReadOnlyMemory<byte>> Grow(
        long size, IReadOnlyDictionary<TileAddress, ReadOnlyMemory<byte>> edge, IReadOnlyList<TreeHash> leaves)
    {
        var changed = new Dictionary<TileAddress, ReadOnlyMemory<byte>>();
        var row = leaves;
        for (var level = 0; level <= TileAddress.HighestLevel && row.Count > 0; level++)
        {
            var first = size >> (level * TileAddress.Height);
            row = Fill(level, first, Edge(level, first, edge), row, changed);
        }

        return changed;
    }

    // Puts hashes side by side into tiles; what comes back are the roots of those that are full now.
    private static List<TreeHash> Fill(
        int level, long first, ReadOnlyMemory<byte> begun, IReadOnlyList<TreeHash> row,
        Dictionary<TileAddress, ReadOnlyMemory<byte>> changed)
    {
        var roots = new List<TreeHash>();
        var tile = new byte[TileAddress.WholeWidth * TreeHash.Size];
        begun.CopyTo(tile);
        var (index, width) = (first / TileAddress.WholeWidth, begun.Length / TreeHash.Size);
        foreach (var hash in row)
        {
            hash.CopyTo(tile.AsSpan(width * TreeHash.Size));
            width++;
            if (width == TileAddress.WholeWidth)
            {
                changed.Add(new(level, index, width), tile);
                roots.Add(TreeHash.OfTile(tile));
                (tile, width, index) = (new byte[tile.Length], 0, index + 1);
            }
        }

        if (width > 0)
        {
            changed.Add(new(level, index, width), tile.AsMemory(0, width * TreeHash.Size));
        }

        return roots;
    }

    private static ReadOnlyMemory<byte> Edge(int level, long first, IReadOnlyDictionary<TileAddress, ReadOnlyMemory<byte>> edge)
    {
        if (first % TileAddress.WholeWidth == 0)
        {
            return default;
        }

        var address = new TileAddress(level, first / TileAddress.WholeWidth, (int)(first % TileAddress.WholeWidth));
        return edge.TryGetValue(address, out var hashes) && hashes.Length == address.Width * TreeHash.Size
            ? hashes
            : throw new TileMissingException(address);
    }
}
