namespace StatusLevels.Transparency.Tests;

public sealed class EntryBundleTests
{
    [Fact]
    public void Entries_survive_as_one_text()
    {
        byte[][] entries = [[1, 2, 3], [], new byte[65_535]];
        var bundle = EntryBundle.Of(entries);
        Assert.Equal([0, 3, 1, 2, 3, 0, 0, 255, 255], bundle[..9]);
        Assert.Equal(entries, EntryBundle.Read(bundle));
        Assert.Empty(EntryBundle.Read([])!);
    }

    [Fact]
    public void One_that_is_cut_off_is_none()
    {
        var bundle = EntryBundle.Of([[1, 2, 3], [4]]);
        Assert.All(
            Enumerable.Range(1, bundle.Length - 1).Where(static length => length != 5),
            length => Assert.Null(EntryBundle.Read(bundle.AsSpan(0, length))));
    }
}
