using System.Net.Http.Json;
using Microsoft.Playwright;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>The pages about the product itself, each as anybody finds it.</summary>
public sealed class PlatformPagesTests(ProductInBrowser product) : PlatformPage(product)
{
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task No_page_keeps_anybody_out(string language, ColorScheme theme)
    {
        using var admin = await Product.AdminAsync();
        await OrganizationAsync(admin, "Ромашка & Söhne <b>");
        await using var receiver = new HookReceiver(keeps: false);
        var endpoint = await EndpointAsync(admin, receiver.Url);
        var page = await AdminAsync(language, theme, width: 320);
        foreach (var name in Pages.Append($"webhooks/{endpoint}"))
        {
            await page.SetViewportSizeAsync(320, 900);
            var answer = await page.GotoAsync($"/admin/{name}");
            Assert.Equal(200, answer!.Status);
            await ShouldBeAccessibleAsync(page);
            var picture = $"{name.Split('/')[0]}{(name.Contains('/', StringComparison.Ordinal) ? "-one" : "")}-{language}-{theme}";
            await PictureAsync(page, $"{picture}-320");
            await page.SetViewportSizeAsync(1440, 900);
            await PictureAsync(page, $"{picture}-1440");
        }
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Every_page_is_there_without_script_and_leads_to_the_others()
    {
        var page = await AdminAsync(script: false);
        foreach (var name in Pages)
        {
            await page.GotoAsync($"/admin/{name}");

            var here = page.Locator("nav.sections a[aria-current=page]");
            Assert.Equal($"/admin/{name}", await here.GetAttributeAsync("href"));
        }
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_platform_viewer_reads_every_page_and_finds_nothing_to_press()
    {
        using var admin = await Product.AdminAsync();
        var email = $"{Guid.NewGuid():N}@example.org";
        await SentAsync(admin.PostAsJsonAsync(
            "/api/admin/users",
            new { email, display_name = "Viewer", password = ProductInBrowser.Password, platform_role = "platform_viewer" }, Cancelled));
        var page = await SignedInAsync(email);
        foreach (var name in Pages)
        {
            var answer = await page.GotoAsync($"/admin/{name}");

            Assert.Equal(200, answer!.Status);
            Assert.Equal(0, await page.Locator("main form[method=post]").CountAsync());
        }
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Analytics_are_drawn_for_the_days_asked_for_and_can_be_taken_away()
    {
        using var admin = await Product.AdminAsync();
        await OrganizationAsync(admin, "Counted");
        var page = await AdminAsync();
        await page.GotoAsync("/admin/analytics?from=2026-01-01&to=2026-01-31");
        Assert.Equal(31, await page.Locator(".numbers").First.Locator("tbody tr").CountAsync());

        await page.GotoAsync("/admin/analytics");
        Assert.NotEqual("0", await page.Locator("figure:has-text('Granted') .total").First.InnerTextAsync());
        var csv = await page.APIRequest.GetAsync(
            new Uri(await Product.AddressAsync(), (await page.GetByText("Download as CSV").GetAttributeAsync("href"))!).ToString());
        Assert.Contains("\"date\",\"metric\",\"value\"", await csv.TextAsync(), StringComparison.Ordinal);
        var wrong = await page.GotoAsync("/admin/analytics?from=yesterday");
        Assert.Equal(422, wrong!.Status);
    }
}
