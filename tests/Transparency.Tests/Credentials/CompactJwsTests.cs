using System.Buffers.Text;
using System.Text;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Transparency.Tests.Credentials;

/// <summary>What is signed is read and verified, and nothing that differs from it by anything.</summary>
public sealed class CompactJwsTests
{
    private const string Kid = "did:web:levels.example#key-1";

    // RFC 8037, appendix A: its key, and its example but for the header, which has neither type nor name of a key there.
    private static readonly Ed25519Key Key = new(Base64UrlText.ReadExactly("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")!);

    private static readonly string Signed = CompactJws.Sign("""{"ü":"Ж"}"""u8, "vc+jwt", Kid, Key);

    [Fact]
    public void The_key_of_the_RFC_signs_as_it_does_there()
    {
        Assert.Equal("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", Base64Url.EncodeToString(Key.PublicKey));
        Assert.Equal(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            Base64Url.EncodeToString(Key.Sign("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"u8)));
    }

    [Fact]
    public void What_was_signed_is_read_with_its_type_and_the_name_of_its_key()
    {
        var read = CompactJws.Parse(Signed);
        Assert.NotNull(read);
        Assert.Equal(("vc+jwt", Kid, """{"ü":"Ж"}"""), (read.Type, read.KeyId, Encoding.UTF8.GetString(read.Payload.Span)));
        Assert.True(read.IsSignedBy(Key.PublicKey));
        Assert.False(read.IsSignedBy(new Ed25519Key(new byte[32]).PublicKey));
        Assert.False(read.IsSignedBy([]));
        Assert.Equal(
            """{"alg":"EdDSA","typ":"vc+jwt","kid":"did:web:levels.example#key-1"}""",
            Encoding.UTF8.GetString(Base64UrlText.ReadExactly(Signed.Split('.')[0])!));
    }

    [Fact]
    public void No_text_with_one_flipped_bit_verifies()
    {
        var bytes = Encoding.Latin1.GetBytes(Signed);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(CompactJws.Parse(Encoding.Latin1.GetString(changed))?.IsSignedBy(Key.PublicKey) ?? false, $"bit {bit}");
        }
    }

    [Fact]
    public void No_text_that_is_cut_or_has_more_around_it_is_one()
    {
        for (var length = 0; length < Signed.Length; length++)
        {
            Assert.Null(CompactJws.Parse(Signed[..length]));
        }

        Assert.All(["\n", " ", "=", ".", ".AAAA", "A"], more => Assert.Null(CompactJws.Parse(Signed + more)));
        Assert.All(["\n", " ", ".", "AAAA."], more => Assert.Null(CompactJws.Parse(more + Signed)));
        Assert.Null(CompactJws.Parse(CompactJws.Sign(new byte[CompactJws.Longest], "vc+jwt", Kid, Key)));
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"vc+jwt","kid":"1"}""")]
    [InlineData("""{"alg":"HS256","typ":"vc+jwt","kid":"1"}""")]
    [InlineData("""{"alg":"eddsa","typ":"vc+jwt","kid":"1"}""")]
    [InlineData("""{"alg":["EdDSA"],"typ":"vc+jwt","kid":"1"}""")]
    [InlineData("""{"alg":"none","alg":"EdDSA","typ":"vc+jwt","kid":"1"}""")]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","kid":"1","kid":"2"}""")]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","kid":1}""")]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"1"}""")]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","kid":"1","b64":false,"crit":["b64"]}""")]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","kid":"\ud800"}""")]
    [InlineData("""["EdDSA"]""")]
    [InlineData("EdDSA")]
    [InlineData("")]
    public void Another_header_is_none_although_it_is_signed(string header) => Assert.Null(CompactJws.Parse(WithHeader(header)));

    [Fact]
    public void Members_of_the_header_that_are_unknown_change_nothing_a_key_among_them()
    {
        var stranger = new Ed25519Key(new byte[32]);
        var header = $$"""{"alg":"EdDSA","typ":"vc+jwt","kid":"1","cty":"vc","jwk":{"x":"{{Base64Url.EncodeToString(stranger.PublicKey)}}"} }""";
        var read = CompactJws.Parse(WithHeader(header));
        Assert.NotNull(read);
        Assert.True(read.IsSignedBy(Key.PublicKey));
        Assert.False(read.IsSignedBy(stranger.PublicKey));
    }

    private static string WithHeader(string header)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString("{}"u8)}";
        return $"{signed}.{Base64Url.EncodeToString(Key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }
}
