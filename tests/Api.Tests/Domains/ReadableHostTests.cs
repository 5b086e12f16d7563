using StatusLevels.Api.Domains;

namespace StatusLevels.Api.Tests.Domains;

/// <summary>Names of sites in other letters are read as they are meant, and none passes for another.</summary>
public class ReadableHostTests
{
    [Theory]
    [InlineData("xn--80aairftm.xn--p1ai", "магазин.рф")]
    [InlineData("shop.xn--80aairftm.xn--p1ai", "shop.магазин.рф")]
    [InlineData("xn--80aairftm.com", "магазин.com")]
    [InlineData("xn--j1aim.xn--p1ai", "кот.рф")]
    [InlineData("xn--bcher-kva.example.org", "bücher.example.org")]
    [InlineData("xn--wgv71a119e.jp", "日本語.jp")]
    public void A_name_of_one_script_is_read_as_it_is_written(string host, string name)
    {
        Assert.Equal(name, ReadableHost.Of(host));
        Assert.Equal($"{name} ({host})", ReadableHost.WithAscii(host));
        Assert.Equal(host, ReadableHost.ToAscii(name));
    }

    [Theory]
    [InlineData("shop.example.org")]
    [InlineData("xn--80ak6aa92e.com")] // An "apple" of Cyrillic letters, one of them a sign of Caucasian languages.
    [InlineData("xn--j1aim.com")] // A Cyrillic word of letters that all look Latin.
    [InlineData("xn--pple-43d.com")] // One Cyrillic letter among Latin ones.
    [InlineData("xn--bcher-kva.xn--pple-43d.com")]
    [InlineData("xn--4dbrk0ce.il")] // From right to left.
    [InlineData("xn--.com")]
    [InlineData("xn--zzzz999999.com")]
    [InlineData("xn--a-.com")]
    [InlineData("a_b.xn--p1ai")]
    [InlineData("")]
    public void What_could_mislead_stays_as_machines_take_it(string host)
    {
        Assert.Null(ReadableHost.Of(host));
        Assert.Equal(host, ReadableHost.WithAscii(host));
        Assert.Equal(host, ReadableHost.ToAscii(host));
    }

    [Theory]
    [InlineData("Магазин.РФ", "xn--80aairftm.xn--p1ai")]
    [InlineData("аpple.com", "аpple.com")]
    [InlineData("магазин", "xn--80aairftm")]
    [InlineData("магазин рф", "магазин рф")]
    [InlineData("магазин..рф", "магазин..рф")]
    public void What_a_person_writes_is_taken_where_it_is_a_name(string written, string taken) =>
        Assert.Equal(taken, ReadableHost.ToAscii(written));
}
