using CsCheck;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>Bytes in base58, as signatures and keys are written.</summary>
public sealed class MultibaseTests
{
    // The vectors of the draft of base58 (draft-msporny-base58).
    [Theory]
    [InlineData("48656c6c6f20576f726c6421", "z2NEpo7TZRRrLZSi2U")]
    [InlineData("54686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c617a7920646f672e", "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z")]
    [InlineData("0000287fb4cd", "z11233QC4")]
    [InlineData("", "z")]
    public void It_is_written_as_the_specification_has_it(string hex, string expected) =>
        Assert.Equal(expected, Multibase.Of(Convert.FromHexString(hex)));

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Byte.Array[0, 70].Sample(static bytes => Base58Text.Read(Multibase.Of(bytes)).AsSpan().SequenceEqual(bytes));
}
