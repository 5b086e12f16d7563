using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>The bits of a status list as others read them, and what is no list.</summary>
public sealed class BitstringTests
{
    // The example of the specification (section 2.2): 131,072 entries, none of them set.
    private const string NoneSet = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";

    [Fact]
    public void The_example_of_the_specification_is_read()
    {
        var list = Bitstring.Decode(NoneSet);
        Assert.NotNull(list);
        Assert.Equal(Bitstring.FewestEntries, list.Length);
        Assert.All(Enumerable.Range(0, list.Length), index => Assert.False(list[index]));
    }

    [Fact]
    public void The_first_entry_is_the_highest_bit_of_the_first_byte()
    {
        var list = new Bitstring { [0] = true, [9] = true };
        using var unpacked = new GZipStream(new MemoryStream(Base64UrlText.ReadExactly(list.Encode()[1..])!), CompressionMode.Decompress);
        Assert.Equal((0b1000_0000, 0b0100_0000, 0), (unpacked.ReadByte(), unpacked.ReadByte(), unpacked.ReadByte()));
    }

    [Fact]
    public void What_was_set_is_read_and_nothing_else()
    {
        var list = new Bitstring();
        var set = Enumerable.Range(0, 2_000).Select(_ => RandomNumberGenerator.GetInt32(list.Length)).ToHashSet();
        foreach (var index in set)
        {
            list[index] = true;
        }

        list[77] = true;
        list[77] = set.Contains(77);
        var read = Bitstring.Decode(list.Encode());
        Assert.NotNull(read);
        Assert.Equal(set.Order(), Enumerable.Range(0, read.Length).Where(index => read[index]));
    }

    [Fact]
    public void There_is_no_entry_outside()
    {
        var list = new Bitstring();
        Assert.Throws<IndexOutOfRangeException>(() => list[list.Length]);
        Assert.Throws<IndexOutOfRangeException>(() => list[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Bitstring(Bitstring.FewestEntries - 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Bitstring(Bitstring.FewestEntries + 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Bitstring.FewestEntries / 8 - 1)]
    [InlineData(Bitstring.MostEntries / 8 + 1)]
    [InlineData(100_000_000)]
    public void A_list_of_a_wrong_length_is_none(int bytes) => Assert.Null(Bitstring.Decode(Packed(new byte[bytes])));

    [Theory]
    [InlineData(Bitstring.FewestEntries / 8)]
    [InlineData(Bitstring.FewestEntries / 8 + 1)]
    [InlineData(Bitstring.MostEntries / 8)]
    public void A_longer_list_is_one(int bytes) => Assert.Equal(bytes * 8, Bitstring.Decode(Packed(new byte[bytes]))?.Length);

    [Fact]
    public void No_list_that_is_cut_is_one()
    {
        var text = new Bitstring { [5] = true }.Encode();
        for (var length = 0; length < text.Length; length++)
        {
            Assert.Null(Bitstring.Decode(text[..length]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("uAAAA")]
    [InlineData("zH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")]
    [InlineData("uH4sIAAAAAAAAA+3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")]
    [InlineData("H4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")]
    public void Another_text_is_no_list(string text) => Assert.Null(Bitstring.Decode(text));

    private static string Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return "u" + Base64Url.EncodeToString(packed.ToArray());
    }
}
