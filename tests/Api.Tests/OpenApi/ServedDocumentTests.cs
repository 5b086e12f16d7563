using System.Net;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>The document is made once: whoever asks again gets the same bytes, or hears that they have them.</summary>
public sealed class ServedDocumentTests(SharedApi shared)
{
    private const string Address = "/openapi/v1.json";

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Whoever_has_it_is_told_so(string encoding)
    {
        using var first = await shared.Anyone.GetAsync(Address, ("Accept-Encoding", encoding));

        using var again = await shared.Anyone.GetAsync(Address, ("Accept-Encoding", encoding), ("If-None-Match", first.Tag()));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal((HttpStatusCode.NotModified, first.Tag()), (again.StatusCode, again.Tag()));
        Assert.Contains("Accept-Encoding", again.Vary(), StringComparison.Ordinal);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Each_encoding_has_a_tag_of_its_own_and_the_small_ones_are_small()
    {
        using var plain = await shared.Anyone.GetAsync(Address, []);
        using var gzip = await shared.Anyone.GetAsync(Address, ("Accept-Encoding", "gzip"));
        using var brotli = await shared.Anyone.GetAsync(Address, ("Accept-Encoding", "gzip, br;q=0.5"));
        using var refused = await shared.Anyone.GetAsync(Address, ("Accept-Encoding", "br;q=0, gzip;q=0"));

        Assert.Equal(3, new[] { plain.Tag(), gzip.Tag(), brotli.Tag() }.Distinct().Count());
        Assert.True(gzip.Content.Headers.ContentLength * 5 < plain.Content.Headers.ContentLength);
        Assert.True(brotli.Content.Headers.ContentLength < gzip.Content.Headers.ContentLength);
        Assert.Equal(plain.Tag(), refused.Tag());
    }
}
