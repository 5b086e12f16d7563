using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>The page of mail in a browser, and the first page's way to it.</summary>
public sealed class MailPageTests(ProductInBrowser product) : PlatformPage(product)
{
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_test_mail_is_sent_and_what_came_of_it_is_shown(bool script)
    {
        var page = await AdminAsync(script: script);
        await page.GotoAsync("/admin/mail");
        await page.Locator("form[action$='/test'] input[name=email]").FillAsync("ольга@example.org");
        await PressAsync(page, "Send the test");
        await page.Locator(".field .error").Or(page.Locator("input[name=email]:invalid")).First.WaitForAsync();

        await page.Locator("form[action$='/test'] input[name=email]").FillAsync("olga@example.org");
        await PressAsync(page, "Send the test");

        await page.GetByText("The mail server took the test mail.").WaitForAsync();
        await page.GotoAsync("/dev/mail");
        await page.GetByText("A test mail of").First.WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Each_count_of_the_first_page_leads_to_what_it_counts()
    {
        using var admin = await Product.AdminAsync();
        await OrganizationAsync(admin, "Counted");
        var page = await AdminAsync();
        foreach (var (word, address) in new[]
        {
            ("Endpoints that fail", "/admin/webhooks?state=failing"),
            ("Endpoints that are disabled", "/admin/webhooks?state=disabled"),
            ("Mail given up in 24 hours", "/admin/mail"),
            ("Notices that reached nobody in 24 hours", "/admin/expiring?kind=untold&days=366"),
            ("Notices that came late in 24 hours", "/admin/system"),
        })
        {
            await page.GotoAsync("/admin");
            var answer = await page.RunAndWaitForResponseAsync(
                () => page.GetByText(word, new() { Exact = true }).ClickAsync(), answer => answer.Request.IsNavigationRequest);
            Assert.Equal(200, answer.Status);
            Assert.EndsWith(address, page.Url, StringComparison.Ordinal);
        }

        await page.GotoAsync("/admin/webhooks?state=disabled");
        Assert.Equal("Disabled", await page.Locator(".choices a[aria-current]").InnerTextAsync());
    }
}
