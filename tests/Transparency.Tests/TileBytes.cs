namespace StatusLevels.Transparency.Tests;

/// <summary>The tiles of a tree, made from its leaves in the plainest way.</summary>
internal static class TileBytes
{
    public static Func<TileAddress, ReadOnlyMemory<byte>?> Of(TreeHash[] leaves, int size)
    {
        var levels = new List<TreeHash[]> { leaves[..size] };
        while (levels[^1].Length >= TileAddress.WholeWidth)
        {
            levels.Add(
                [.. levels[^1].Chunk(TileAddress.WholeWidth).Where(static tile => tile.Length == TileAddress.WholeWidth).Select(Root)]);
        }

        return address =>
        {
            if (address.Level >= levels.Count || !address.IsIn(size))
            {
                return null;
            }

            var bytes = new byte[address.Width * TreeHash.Size];
            for (var place = 0; place < address.Width; place++)
            {
                levels[address.Level][(address.Index * TileAddress.WholeWidth) + place].CopyTo(bytes.AsSpan(place * TreeHash.Size));
            }

            return bytes;
        };
    }

    private static TreeHash Root(TreeHash[] row) =>
        row.Length == 1 ? row[0] : Root([.. row.Chunk(2).Select(static pair => TreeHash.OfNode(pair[0], pair[1]))]);
}
