using System.Net;

namespace StatusLevels.Api.Tests.QrCodes;

/// <summary>QR codes lead where they should, whoever reads them.</summary>
public sealed class QrPictureTests(SharedApi shared)
{
    private readonly HttpClient anyone = shared.Anyone;

    [Theory]
    [InlineData(64)]
    [InlineData(97)]
    [InlineData(256)]
    [InlineData(1024)]
    public async Task A_png_of_any_size_leads_to_the_passport(int size)
    {
        var id = Guid.NewGuid();
        using var answer = await anyone.GetAsync($"/badges/{id}/qr.png?size={size}");
        var png = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(size, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal($"{anyone.BaseAddress}organizations/{id}", DrawnCode.ReadPng(png));
    }

    [Fact]
    public async Task An_svg_leads_to_the_passport_or_by_a_code_that_is_counted()
    {
        var id = Guid.NewGuid();
        Assert.Equal(
            $"{anyone.BaseAddress}organizations/{id}", DrawnCode.ReadSvg(await anyone.GetStringAsync($"/badges/{id}/qr.svg")));
        Assert.Equal(
            $"{anyone.BaseAddress}q/abcd2345", DrawnCode.ReadSvg(await anyone.GetStringAsync($"/badges/{id}/qr.svg?code=abcd2345")));
    }

    [Theory]
    [InlineData("size=63")]
    [InlineData("size=1025")]
    [InlineData("size=big")]
    [InlineData("code=%2f%2fevil")]
    public async Task What_cannot_be_drawn_is_refused(string query)
    {
        using var answer = await anyone.GetAsync($"/badges/{Guid.NewGuid()}/qr.png?{query}");
        await answer.ShouldBeProblemAsync(422, "validation_failed");
    }

    [Fact]
    public async Task A_picture_that_is_held_is_not_sent_again()
    {
        var address = $"/badges/{Guid.NewGuid()}/qr.svg";
        using var first = await anyone.GetAsync(address);
        using var again = await anyone.GetAsync(address, ("If-None-Match", first.Tag()));

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }
}
