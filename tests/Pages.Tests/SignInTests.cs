using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>Getting in and out in a browser.</summary>
public sealed class SignInTests(ProductInBrowser product) : BrowserTest(product)
{
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task The_page_of_sign_in_keeps_nobody_out(string language, ColorScheme theme)
    {
        var page = await OpenAsync(language, theme, width: 320);
        await page.GotoAsync("/sign-in");

        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, $"sign-in-320-{language}-{theme}");
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Somebody_signs_in_without_script_and_out_again()
    {
        var page = await SignedInAsync(ProductInBrowser.AdminEmail, script: false);
        Assert.EndsWith("/admin", page.Url, StringComparison.Ordinal);

        await page.Locator("header summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await page.GetByText("You have signed out.").WaitForAsync();
        var closed = await page.GotoAsync("/admin");
        Assert.Equal(401, closed!.Status);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_wrong_password_is_told_beside_the_form_and_the_address_is_kept()
    {
        var page = await OpenAsync();
        await page.GotoAsync("/sign-in");
        await SignInAsync(page, ProductInBrowser.AdminEmail, "not the password");

        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Equal(ProductInBrowser.AdminEmail, await page.Locator("input[name=email]").InputValueAsync());
        Assert.Equal("", await page.Locator("input[name=password]").InputValueAsync());
        await ShouldBeAccessibleAsync(page);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_page_that_needs_a_session_asks_for_one_and_is_shown_then()
    {
        var page = await OpenAsync();
        var asked = await page.GotoAsync("/admin?lang=ru");
        Assert.Equal(401, asked!.Status);

        await SignInAsync(page, ProductInBrowser.AdminEmail);

        Assert.EndsWith("/admin?lang=ru", page.Url, StringComparison.Ordinal);
        await ShouldBeAccessibleAsync(page);
    }
}
