namespace StatusLevels.Transparency.Tests;

/// <summary>Paths of tiles, as c2sp.org/tlog-tiles writes them.</summary>
public sealed class TileAddressTests
{
    [Theory]
    [InlineData(0, 0, 256, "0/000")]
    [InlineData(0, 0, 1, "0/000.p/1")]
    [InlineData(1, 1_234_067, 256, "1/x001/x234/067")]
    [InlineData(7, 1_000, 255, "7/x001/000.p/255")]
    [InlineData(3, 999, 256, "3/999")]
    public void A_path_is_written_and_read(int level, long index, int width, string path)
    {
        var address = new TileAddress(level, index, width);
        Assert.Equal(path, address.ToString());
        Assert.True(TileAddress.TryParse(path, out var read));
        Assert.Equal(address, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0/")]
    [InlineData("0/0")]
    [InlineData("0/00")]
    [InlineData("0/0000")]
    [InlineData("00/000")]
    [InlineData("8/000")]
    [InlineData("-1/000")]
    [InlineData("0/001/000")]
    [InlineData("0/x001000")]
    [InlineData("0/x000/001")]
    [InlineData("0/x001/x000")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/256")]
    [InlineData("0/000.p/01")]
    [InlineData("0/000.p/")]
    [InlineData("0/000.p/1.p/1")]
    [InlineData("0/000/")]
    [InlineData("0/ 00")]
    [InlineData("0/x999/x999/x999/x999/x999/x999/x999/999")]
    public void Another_spelling_is_no_path(string path) => Assert.False(TileAddress.TryParse(path, out _));

    /// <summary>The example of the specification.</summary>
    [Fact]
    public void A_tree_of_70_000_leaves_has_273_whole_tiles_and_three_that_are_not()
    {
        var tiles = TileAddress.Changed(0, 70_000).ToList();
        Assert.Equal(273, tiles.Count(static tile => tile is { Level: 0, IsWhole: true }));
        Assert.Equal(
            [new(0, 273, 112), new(1, 1, 17), new(2, 0, 1)],
            tiles.Where(static tile => !tile.IsWhole));
        Assert.Single(tiles, static tile => tile is { Level: 1, IsWhole: true });
        Assert.All(tiles, static tile => Assert.True(tile.IsIn(70_000)));
    }

    [Fact]
    public void A_tree_of_256_leaves_has_a_whole_tile_and_one_above_it() =>
        Assert.Equal([new(0, 0, 256), new(1, 0, 1)], TileAddress.Changed(0, 256));

    [Fact]
    public void What_grew_is_what_changed()
    {
        Assert.Empty(TileAddress.Changed(300, 300));
        Assert.Equal([new TileAddress(0, 1, 45)], TileAddress.Changed(300, 301));
        Assert.Equal([new(0, 1, 256), new(1, 0, 2)], TileAddress.Changed(300, 512));
        Assert.Equal([new(0, 1, 256), new(0, 2, 1), new(1, 0, 2)], TileAddress.Changed(511, 513));
    }
}
