using System.Buffers.Text;
using System.Security.Cryptography;

namespace StatusLevels.Transparency.Tests;

/// <summary>What is read is what was written, and all else is none and no exception.</summary>
public sealed class Base64UrlTextTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    [Fact]
    public void What_was_written_is_read()
    {
        for (var length = 0; length < 100; length++)
        {
            var bytes = RandomNumberGenerator.GetBytes(length);
            Assert.Equal(bytes, Base64UrlText.Read(Base64Url.EncodeToString(bytes), length));
            Assert.Equal(bytes, Base64UrlText.ReadExactly(Base64Url.EncodeToString(bytes)));
        }
    }

    [Theory]
    [InlineData("!!!!")]
    [InlineData("A")]
    [InlineData("AB")]
    [InlineData("AAAAA")]
    [InlineData("AA+/")]
    [InlineData("AAé=")]
    public void What_nobody_writes_is_none(string text) => Assert.Null(Base64UrlText.Read(text));

    [Theory]
    [InlineData("AA==")]
    [InlineData("AAA=")]
    [InlineData("AA AA")]
    [InlineData("AAAA\n")]
    public void What_is_written_with_blanks_or_padding_is_not_exact(string text) => Assert.Null(Base64UrlText.ReadExactly(text));

    [Theory]
    [InlineData("AAAA", 2)]
    [InlineData("AAAA", 4)]
    [InlineData("A AA", 3)]
    [InlineData("AAA=", 3)]
    [InlineData("AA==", 3)]
    public void What_is_written_in_another_length_is_none(string text, int length) => Assert.Null(Base64UrlText.Read(text, length));

    [Fact]
    public void No_text_makes_it_throw_and_what_it_reads_is_written_the_same_way()
    {
        for (var draw = 0; draw < 20_000; draw++)
        {
            var length = RandomNumberGenerator.GetInt32(1, 50);
            var text = RandomNumberGenerator.GetString(Letters, length).ToCharArray();
            if (RandomNumberGenerator.GetInt32(2) == 0)
            {
                text[RandomNumberGenerator.GetInt32(length)] = (char)RandomNumberGenerator.GetInt32(char.MaxValue);
            }

            var bytes = RandomNumberGenerator.GetInt32(40);
            if (Base64UrlText.Read(new string(text), bytes) is { } read)
            {
                Assert.Equal((bytes, new string(text)), (read.Length, Base64Url.EncodeToString(read)));
            }
        }
    }
}
