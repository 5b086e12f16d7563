using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>A product that issues credentials and keeps a public log.</summary>
public sealed class ProvenProduct : IAsyncDisposable
{
    public ProductInBrowser Product { get; } = ProductInBrowser.Proven();

    public ValueTask DisposeAsync() => Product.DisposeAsync();
}

/// <summary>The way of a credential: from the page that offers it, by a file, to whoever checks it.</summary>
public sealed class CredentialPageTests(ProvenProduct proven) : BrowserTest(proven.Product), IClassFixture<ProvenProduct>, IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("en", ColorScheme.Light)]
    [InlineData("ru", ColorScheme.Dark)]
    public async Task Whoever_looks_at_a_passport_downloads_the_proof_and_checks_it(string language, ColorScheme theme)
    {
        var organization = await GrantedAsync();
        var page = await OpenAsync(language, theme);
        await LookAtAsync(page, $"/organizations/{organization.Id}", "passport-credential", language, theme);
        var links = page.Locator("main a[href*='/credentials/']");
        Assert.Equal(2, await links.CountAsync());
        await ShouldBeServedAsync(page, links.First, "application/vc");

        var download = await page.RunAndWaitForDownloadAsync(() => links.Last.ClickAsync());
        Assert.Equal($"{organization.Id}-B.jws", download.SuggestedFilename);
        var file = Path.Combine(folder.Path, download.SuggestedFilename);
        await download.SaveAsAsync(file);
        await page.GotoAsync($"/verify?lang={language}");
        await page.Locator("#bundle-file").SetInputFilesAsync(file);
        await page.Locator("#bundle [role=status][data-verdict=valid]").WaitForAsync();
        Assert.Contains("Кондитерская", await page.Locator("#bundle .facts").TextContentAsync(), StringComparison.Ordinal);
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, $"bundle-of-passport-{language}-{theme}");
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("en", ColorScheme.Dark)]
    [InlineData("ru", ColorScheme.Light)]
    public async Task Members_find_every_form_of_it_beside_their_badge(string language, ColorScheme theme)
    {
        var organization = await GrantedAsync();
        var page = await SignedInAsync(organization.OwnerEmail, language: language, theme: theme);
        await LookAtOwnAsync(page, "badge", "badge-credential", language, theme);
        var links = page.Locator("main a[href*='/credentials/']");
        string[] types = ["application/vc", "image/png", "image/svg+xml", "application/jose"];
        Assert.Equal(types.Length, await links.CountAsync());
        for (var place = 0; place < types.Length; place++)
        {
            await ShouldBeServedAsync(page, links.Nth(place), types[place]);
        }

        await organization.RevokeAsync("B", "The licence has run out.");
        await page.ReloadAsync();
        Assert.Equal(0, await page.Locator("main a[href*='/credentials/']").CountAsync());
    }

    private async Task<TestOrganization> GrantedAsync()
    {
        var organization = await TestOrganization.MakeAsync(Product, "Кондитерская «Север»");
        await organization.GrantAsync("B");
        // Its entry is in the log a moment later.
        using var anyone = new HttpClient { BaseAddress = await Product.AddressAsync() };
        var bundle = new Uri($"/api/organizations/{organization.Id}/credentials/B/bundle", UriKind.Relative);
        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await anyone.GetAsync(bundle);
            return answer.IsSuccessStatusCode;
        });
        return organization;
    }

    private static async Task ShouldBeServedAsync(IPage page, ILocator link, string type)
    {
        var answer = await page.APIRequest.GetAsync((await link.GetAttributeAsync("href"))!);
        Assert.Equal((200, type), (answer.Status, answer.Headers["content-type"].Split(';')[0]));
    }
}
