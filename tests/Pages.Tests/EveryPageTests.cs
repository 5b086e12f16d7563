using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>What every page owes everybody who opens it, whatever it is about.</summary>
public sealed class EveryPageTests(ProductInBrowser product) : BrowserTest(product)
{
    private static readonly string[] ForAnybody =
        ["/", "/levels", "/verify", "/organizations/00000000-0000-0000-0000-000000000000", "/sign-in", "/sign-out", "/nothing-here",
            "/password-reset?token=x", "/mail/unsubscribe?token=x"];

    private static readonly string[] ForThePlatform = ["/", "/dashboard/organization", "/admin", "/sign-out", "/nothing-here"];

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task It_keeps_nobody_out_and_fits_every_window(string language, ColorScheme theme)
    {
        var stranger = await OpenAsync(language, theme);
        await LookAsync(stranger, "anybody", ForAnybody, language, theme);

        var admin = await SignedInAsync(ProductInBrowser.AdminEmail, language: language, theme: theme);
        await LookAsync(admin, "admin", ForThePlatform, language, theme);
    }

    private static async Task LookAsync(IPage page, string who, string[] addresses, string language, ColorScheme theme)
    {
        foreach (var (index, address) in addresses.Index())
        {
            await page.GotoAsync(address);
            Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
            Assert.Equal(1, await page.Locator("h1").CountAsync());
            foreach (var width in new[] { 320, 1440 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await ShouldBeAccessibleAsync(page);
                await PictureAsync(page, $"{who}-{index}{address.Split('?')[0].Replace('/', '-')}-{language}-{theme}-{width}");
            }
        }
    }
}
