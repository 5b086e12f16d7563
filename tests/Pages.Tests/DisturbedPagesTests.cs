using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>What a person sees while the product is disturbed, and afterwards.</summary>
[Collection(nameof(OwnProduct))]
public sealed class DisturbedPagesTests(OwnProduct own) : BrowserTest(own.Product)
{
    private const string Status = "/dashboard/organization/status";
    private const string Message = "textarea[name=message]";
    private const string Send = "main form.form button.primary";

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("en", "Not available at the moment")]
    [InlineData("ru", "Сейчас недоступно")]
    public async Task While_the_database_is_away_a_page_says_so_and_it_comes_back(string language, string title)
    {
        var page = await SignedInAsync(ProductInBrowser.AdminEmail, language: language, width: 320);
        var proxy = await Product.ProxyAsync();
        await proxy.RefuseAsync();
        try
        {
            var away = await page.GotoAsync("/admin/audit");

            Assert.Equal(503, away!.Status);
            Assert.Equal(title, await page.Locator("h1").InnerTextAsync());
            await ShouldBeAccessibleAsync(page);
            await PictureAsync(page, $"away-320-{language}");
            var levels = await page.GotoAsync("/levels");
            Assert.Equal(200, levels!.Status);
            await page.GotoAsync("/admin/audit");
        }
        finally
        {
            proxy.Accept();
        }

        await Eventually.SeesAsync(
            async () =>
            {
                var answer = await page.RunAndWaitForResponseAsync(
                    () => page.Locator("main a.button").First.ClickAsync(), answer => answer.Request.IsNavigationRequest);
                await LoadedAsync(page);
                return answer.Status;
            },
            status => status == 200);
        Assert.EndsWith("/admin/audit", page.Url, StringComparison.Ordinal);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_form_that_is_sent_while_the_database_is_away_can_be_sent_again()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail);
        await page.GotoAsync(Status);
        await page.Locator(Message).FillAsync("Typed with care.");
        var proxy = await Product.ProxyAsync();
        await proxy.RefuseAsync();
        try
        {
            var away = await page.RunAndWaitForResponseAsync(
                () => page.Locator(Send).ClickAsync(), answer => answer.Request.Method == "POST");
            Assert.Equal(503, away.Status);
        }
        finally
        {
            proxy.Accept();
        }

        await page.GetByText("What you typed is kept.").WaitForAsync();
        await Eventually.SeesAsync(
            async () =>
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Back to the form" }).ClickAsync();
                await LoadedAsync(page);
                return await page.Locator(Message).CountAsync();
            },
            shown => shown == 1);
        Assert.Equal("Typed with care.", await page.Locator(Message).InputValueAsync());
        await page.Locator(Send).ClickAsync();
        await page.GetByText("Your request is with the platform.").WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_form_is_taken_by_the_node_that_came_after_the_one_that_made_it()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail);
        await OpenAsync(page);
        await page.Locator(Message).FillAsync("Before the node was replaced.");

        await Product.ReplaceNodeAsync();
        await page.Locator(Send).ClickAsync();

        await page.GetByText("Your request is with the platform.").WaitForAsync();
        await page.GetByText("Before the node was replaced.").WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_colleague_is_noticed_also_by_the_node_that_came_after()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail);
        await OpenAsync(page);
        await page.Locator(Message).FillAsync("Typed before.");
        await organization.GrantAsync("A");

        await Product.ReplaceNodeAsync();
        var answered = await page.RunAndWaitForResponseAsync(
            () => page.Locator(Send).ClickAsync(), answer => answer.Request.Method == "POST");

        Assert.Equal(412, answered.Status);
        await page.GetByText("Somebody was faster").WaitForAsync();
        Assert.Equal("Typed before.", await page.Locator(Message).InputValueAsync());
    }

    // What another test of this class took away may be on its way back.
    private static Task<int> OpenAsync(IPage page) => Eventually.SeesAsync(
        async () =>
        {
            await page.GotoAsync(Status);
            return await page.Locator(Message).CountAsync();
        },
        shown => shown == 1);
}
