using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>
/// The pictures in README and the guides are pages of the product. <c>UPDATE_SNAPSHOTS=1</c> takes them anew; otherwise the pages are
/// opened, and the pictures are there.
/// </summary>
public sealed class GuidePictureTests(ProductInBrowser product) : BrowserTest(product)
{
    private const int Width = 960;

    // A guide is read over slow lines, too.
    private const int MostBytes = 160 * 1024;

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_pictures_of_the_guides_are_pages_of_the_product()
    {
        var organization = await TestOrganization.MakeAsync(Product, "Harbour Ceramics");
        await organization.SubscriptionAsync("active");
        await organization.GrantAsync("B", TimeProvider.System.GetUtcNow().AddDays(200));
        await organization.ReportAsync(11, 91.5m, 30, 1);
        var owner = await SignedInAsync(organization.OwnerEmail, width: Width);
        await PictureAsync(owner, "/dashboard/organization/status", "status", height: 900);
        await PictureAsync(owner, "/dashboard/organization/history", "history", height: 480);

        using var api = await Product.AdminAsync();
        var asking = await api.OrganizationAsync("Linen Mill");
        var request = await api.AskAsync(asking, "We have moved into a larger mill; the report of the inspection is below.");
        var admin = await SignedInAsync(ProductInBrowser.AdminEmail, width: Width);
        await PictureAsync(admin, $"/admin/requests/{asking}/{request}", "review", height: 900);
        await PictureAsync(admin, $"/admin/organizations/{organization.Id}", "organization", height: 760);
    }

    private static async Task PictureAsync(IPage page, string address, string name, int height)
    {
        await page.SetViewportSizeAsync(Width, height);
        var answer = await page.GotoAsync(address);
        Assert.Equal(200, answer!.Status);
        var path = Repository.PathOf($"docs/pictures/{name}.png");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await page.ScreenshotAsync(new() { Path = path });
        }

        Assert.InRange(new FileInfo(path).Length, 1, MostBytes);
    }
}
