using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>What people do to browsers: two clicks for one, back after sending, no cookies.</summary>
public sealed class ClumsyHandsTests(ProductInBrowser product) : BrowserTest(product)
{
    private const string Status = "/dashboard/organization/status";
    private const string Message = "textarea[name=message]";
    private const string Send = "main form.form button.primary";

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_clicks_do_what_one_does(bool script)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail, script: script);
        await page.GotoAsync(Status);
        await page.Locator(Message).FillAsync("Once, please.");

        await page.Locator(Send).DblClickAsync();

        await page.GetByText("Your request is with the platform.").WaitForAsync();
        await page.GotoAsync(Status);
        Assert.Equal(1, await page.GetByText("waits for an answer").CountAsync());
        Assert.Equal(0, await page.GetByText("Earlier requests").CountAsync());
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_back_button_shows_how_it_is_now()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail);
        await page.GotoAsync(Status);
        await page.Locator(Message).FillAsync("Sent once.");
        await page.Locator(Send).ClickAsync();
        await page.GetByText("Your request is with the platform.").WaitForAsync();

        await page.GoBackAsync();

        await page.GetByText("waits for an answer").WaitForAsync();
        Assert.Equal(0, await page.Locator(Message).CountAsync());
        await page.GoForwardAsync();
        await page.GetByText("waits for an answer").WaitForAsync();
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("en", "refuses cookies")]
    [InlineData("ru", "не принимает куки")]
    public async Task Without_cookies_public_pages_are_shown_and_signing_in_says_what_is_missing(string language, string what)
    {
        var page = await OpenAsync(language);
        await page.RouteAsync("**/*", route =>
        {
            var headers = route.Request.Headers.Where(header => header.Key != "cookie");
            return route.ContinueAsync(new() { Headers = headers });
        });
        var start = await page.GotoAsync("/levels");
        Assert.Equal(200, start!.Status);
        await page.GotoAsync("/sign-in");
        await page.Context.ClearCookiesAsync();

        await SignInAsync(page, ProductInBrowser.AdminEmail);

        await page.GetByText(what).WaitForAsync();
        await ShouldBeAccessibleAsync(page);
    }
}
