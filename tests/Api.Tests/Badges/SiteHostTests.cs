using StatusLevels.Api.Badges;
using StatusLevels.Api.Domains;

namespace StatusLevels.Api.Tests.Badges;

/// <summary>Names of sites, as browsers report them and as people write them.</summary>
public class SiteHostTests
{
    [Theory]
    [InlineData("Shop.Example.org", "shop.example.org")]
    [InlineData("shop.example.org:8443", "shop.example.org")]
    [InlineData("shop.example.org.", "shop.example.org")]
    [InlineData("localhost", "localhost")]
    [InlineData("", null)]
    [InlineData("shop example", null)]
    [InlineData("магазин.рф", null)]
    [InlineData("a..b", null)]
    [InlineData("-a.example", null)]
    [InlineData("<script>", null)]
    public void A_site_is_a_host_name_or_nothing(string text, string? host) => Assert.Equal(host, SiteHost.Read(text));

    [Theory]
    [InlineData("https://shop.example.org/a?b", "shop.example.org")]
    [InlineData("http://shop.example.org:81", "shop.example.org")]
    [InlineData("https://user@shop.example.org/", null)]
    [InlineData("about:blank", null)]
    [InlineData(null, null)]
    public void A_referer_tells_the_site(string? address, string? host) => Assert.Equal(host, SiteHost.OfAddress(address));

    [Theory]
    [InlineData("Shop.Example.org", "shop.example.org")]
    [InlineData("xn--80aaxitdbjk.xn--p1ai", "xn--80aaxitdbjk.xn--p1ai")]
    [InlineData("localhost", null)]
    [InlineData("10.0.0.1", null)]
    [InlineData("example.org:443", null)]
    [InlineData("https://example.org", null)]
    [InlineData("a_b.example.org", null)]
    [InlineData("пример.рф", null)]
    [InlineData("[::1]", null)]
    public void A_domain_is_a_name_with_a_dot(string text, string? domain) => Assert.Equal(domain, DomainName.Read(text));

    [Fact]
    public void A_badge_is_at_home_on_a_proven_site_and_below_it()
    {
        var facts = new BadgeFacts("Mill", ["example.org"]);

        Assert.True(facts.Allows("example.org"));
        Assert.True(facts.Allows("shop.example.org"));
        Assert.False(facts.Allows("notexample.org"));
        Assert.False(facts.Allows("example.org.evil.example"));
        Assert.True(new BadgeFacts("Mill", []).Allows("anywhere.example"));
    }
}
