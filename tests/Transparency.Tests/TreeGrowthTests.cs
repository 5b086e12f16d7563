namespace StatusLevels.Transparency.Tests;

/// <summary>A tree that grows step by step has the tiles of one that was made at once.</summary>
public sealed class TreeGrowthTests
{
    private static readonly TreeHash[] Leaves =
        [.. Enumerable.Range(0, 66_200).Select(static number => TreeHash.OfLeaf(BitConverter.GetBytes(number)))];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(66_200)]
    public void Steps_of_any_length_make_the_same_tiles(int step)
    {
        var end = step < 255 ? 700 : Leaves.Length;
        var tiles = new Dictionary<(int, long), (TileAddress Address, ReadOnlyMemory<byte> Hashes)>();
        for (var size = 0; size < end; size += step)
        {
            var edge = TileAddress.Edge(size).ToDictionary(
                static address => address, address => tiles[(address.Level, address.Index)].Hashes);
            var grown = TreeGrowth.Grow(size, edge, Leaves[size..Math.Min(end, size + step)]);
            Assert.Equal(TileAddress.Changed(size, Math.Min(end, size + step)).ToHashSet(), grown.Keys.ToHashSet());
            foreach (var (address, hashes) in grown)
            {
                tiles[(address.Level, address.Index)] = (address, hashes);
            }
        }

        var whole = TileBytes.Of(Leaves, end);
        Assert.All(tiles.Values, tile => Assert.Equal(whole(tile.Address)!.Value.ToArray(), tile.Hashes.ToArray()));
        Assert.Equal(TileAddress.Changed(0, end).Count(), tiles.Count);
    }

    [Fact]
    public void Without_its_edge_a_tree_does_not_grow() =>
        Assert.Throws<TileMissingException>(
            () => TreeGrowth.Grow(3, new Dictionary<TileAddress, ReadOnlyMemory<byte>>(), [TreeHash.Empty]));
}
