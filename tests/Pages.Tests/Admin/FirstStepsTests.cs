using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>A product that knows of no organization yet.</summary>
public sealed class NewProduct : IAsyncDisposable
{
    public ProductInBrowser Product { get; } = new();

    public ValueTask DisposeAsync() => Product.DisposeAsync();
}

/// <summary>The first page of the platform before anything has happened.</summary>
public sealed class FirstStepsTests(NewProduct own) : PlatformPage(own.Product), IClassFixture<NewProduct>
{
    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task It_says_what_to_do_first_until_there_is_an_organization()
    {
        foreach (var language in new[] { "en", "ru" })
        {
            foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await LookAtAsync(await AdminAsync(language, theme), "/admin", "first-steps", language, theme);
            }
        }

        var page = await AdminAsync(script: false);
        Assert.Equal(0, await page.Locator(".admin-tile").CountAsync());
        Assert.Equal("/admin/organizations/new", await AddressOfAsync(page, "Enter organizations"));
        // No server is set for a product of a developer's machine.
        await page.GetByText("kept in files").WaitForAsync();
        foreach (var step in new[] { "Make accounts", "See to mail", "Read the mails" })
        {
            var answer = await page.APIRequest.GetAsync(new Uri(await Product.AddressAsync(), await AddressOfAsync(page, step)).ToString());
            Assert.Equal(200, answer.Status);
        }

        using var admin = await Product.AdminAsync();
        await OrganizationAsync(admin, "The first");
        await page.GotoAsync("/admin");
        Assert.Equal(3, await page.Locator(".admin-tile").CountAsync());
        Assert.Equal(0, await page.GetByText("First steps").CountAsync());
    }

    private static Task<string?> AddressOfAsync(IPage page, string link) =>
        page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).GetAttributeAsync("href");
}
