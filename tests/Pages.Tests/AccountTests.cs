using System.Globalization;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>The history of an organization.</summary>
public sealed class AccountTests(ProductInBrowser product) : BrowserTest(product)
{
    private const string History = "/dashboard/organization/history";

    [Fact(SkipExceptions = [typeof(MissingHereException)], DisplayName = "history with pagination and right times")]
    public async Task History_with_pagination_and_right_times()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var until = new DateTimeOffset(2032, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await organization.GrantAsync("A", until);
        for (var times = 1; times <= 44; times++)
        {
            await organization.RenewAsync("A", until.AddDays(times));
        }

        await organization.RevokeAsync("A", "Asked for it <b>themselves</b>.");
        var page = await SignedInAsync(organization.ViewerEmail);
        await page.GotoAsync(History);

        Assert.Equal(20, await page.Locator(".entries > li").CountAsync());
        await page.GetByText("46 entries").WaitForAsync();
        await page.GetByText("Asked for it <b>themselves</b>.").WaitForAsync();
        var time = page.Locator(".entries time").First;
        var instant = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture);
        Assert.InRange(TimeProvider.System.GetUtcNow() - instant, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        // In the reader's zone, and in UTC when it is pointed at.
        Assert.Contains(
            instant.ToOffset(TimeSpan.FromHours(3)).ToString("HH:mm", CultureInfo.InvariantCulture),
            await time.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(
            instant.ToString("HH:mm", CultureInfo.InvariantCulture) + " UTC", (await time.GetAttributeAsync("title"))!,
            StringComparison.Ordinal);

        // What is written meanwhile moves no page.
        await page.Locator("a[rel=next]").ClickAsync();
        await organization.GrantAsync("A", until);
        await page.GetByText("№ 26", new() { Exact = true }).WaitForAsync();
        await page.Locator("a[rel=next]").ClickAsync();
        await page.GetByText("№ 1", new() { Exact = true }).WaitForAsync();
        Assert.Equal(6, await page.Locator(".entries > li").CountAsync());
        Assert.Equal(0, await page.Locator("a[rel=next]").CountAsync());

        await page.GotoAsync(History);
        await page.Locator("select[name=action]").SelectOptionAsync("granted");
        await page.Locator(".narrowing button").ClickAsync();
        await page.GetByText("2 entries").WaitForAsync();
        var link = await page.GetByText("Download as CSV").GetAttributeAsync("href");
        var csv = await page.APIRequest.GetAsync(link!);
        Assert.Equal(200, csv.Status);
        Assert.Equal(3, (await csv.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
