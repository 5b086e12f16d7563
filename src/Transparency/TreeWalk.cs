namespace StatusLevels.Transparency;

/// <summary>
/// A tree that is made anew from all of its leaves, in their order: whoever trusts nothing but the leaves knows its roots.
/// </summary>
public sealed class TreeWalk
{
    private Dictionary<TileAddress, ReadOnlyMemory<byte>> edge = [];

    /// <summary>How many leaves it has had.</summary>
    public long Size { get; private set; }

    /// <summary>The next leaves.</summary>
    public void Add(IReadOnlyList<TreeHash> leaves)
    {
        var changed = TreeGrowth.Grow(Size, edge, leaves);
        var size = Size + leaves.Count;
        edge = TileAddress.Edge(size).ToDictionary(
            static address => address, address => changed.TryGetValue(address, out var hashes) ? hashes : edge[address]);
        Size = size;
    }

    /// <summary>The root of the tree of the leaves until now.</summary>
    public ValueTask<TreeHash> RootAsync() =>
        new TileReader(Size, (address, _) => new(edge.TryGetValue(address, out var hashes) ? hashes : null)).RootAsync(Size);
}
