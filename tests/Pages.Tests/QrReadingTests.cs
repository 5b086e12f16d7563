using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>QR codes, read back by a library that reads what cameras see.</summary>
public sealed class QrReadingTests(ProductInBrowser product) : BrowserTest(product)
{
    private static readonly Lazy<string> Reader = new(static () => File.ReadAllText(NodePackage.PathOf("jsqr/dist/jsQR.js")));

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("qr.png?size=64")]
    [InlineData("qr.png")]
    [InlineData("qr.png?size=1024")]
    [InlineData("qr.svg")]
    [InlineData("qr.svg?size=512&code=abcd1234")]
    public async Task A_code_is_read_as_what_it_is_to_say(string picture)
    {
        var organization = Guid.NewGuid();
        var page = await OpenAsync();
        await page.GotoAsync("/verify");
        var said = await ReadAsync(page, $"/badges/{organization}/{picture}");
        var own = (await Product.AddressAsync()).GetLeftPart(UriPartial.Authority);
        Assert.Equal(
            picture.Contains("code=", StringComparison.Ordinal) ? $"{own}/q/abcd1234" : $"{own}/organizations/{organization}", said);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_printed_label_is_read_and_leads_to_the_passport()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.GrantAsync("B");
        var page = await SignedInAsync(organization.OwnerEmail);
        await page.GotoAsync("/dashboard/organization/qr-codes");
        await page.Locator("input[name=label]").FillAsync("Window");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        var url = (await page.Locator("code.secret").TextContentAsync())!;
        await page.GetByRole(AriaRole.Link, new() { Name = "Print labels" }).ClickAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        var label = await page.Locator(".labels li").First.ScreenshotAsync();

        Assert.Equal(url, await ReadAsync(page, $"data:image/png;base64,{Convert.ToBase64String(label)}"));
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.GotoAsync(url);
        await page.WaitForURLAsync($"**/organizations/{organization.Id}");
        Assert.Equal(organization.Name, await page.Locator("h1").TextContentAsync());
    }

    private static async Task<string?> ReadAsync(IPage page, string picture)
    {
        await page.EvaluateAsync(Reader.Value);
        return await page.EvaluateAsync<string?>(
            """
            async (address) => {
              const image = new Image();
              image.src = address;
              await image.decode();
              const canvas = document.createElement("canvas");
              [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
              const pen = canvas.getContext("2d");
              pen.drawImage(image, 0, 0);
              const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
              return jsQR(pixels.data, pixels.width, pixels.height)?.data ?? null;
            }
            """,
            picture);
    }
}
