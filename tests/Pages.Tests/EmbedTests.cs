using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>The badge on pages of others: another origin, a strict policy, light and dark.</summary>
public sealed class EmbedTests(ProductInBrowser product) : BrowserTest(product)
{
    private const string Cdn = "https://unpkg.com";

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task The_badge_is_on_the_passport_and_on_a_page_elsewhere(string language, ColorScheme theme)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.GrantAsync("B");
        var passport = await OpenAsync(language, theme);
        await passport.GotoAsync($"/organizations/{organization.Id}");
        Assert.True(await IsShownAsync(passport.Locator("img[src*='/badges/'][src*='style=card']")));

        await using var foreign = await WithElementsAsync(organization, language, theme);
        foreach (var style in (string[])["pill", "card", "seal"])
        {
            var image = foreign.Page.Locator($"status-level[badge={style}] img");
            Assert.True(await IsShownAsync(image), style);
            Assert.Contains($"host={ForeignPage.Host}", await image.GetAttributeAsync("src"), StringComparison.Ordinal);
        }

        await PictureAsync(foreign.Page, $"embed-{language}-{theme}");
        var opened = await foreign.Page.RunAndWaitForPopupAsync(() => foreign.Page.Locator("status-level[badge=card] a").ClickAsync());
        await opened.WaitForURLAsync($"**/organizations/{organization.Id}");
        Assert.Equal(organization.Name, await opened.Locator("h1").TextContentAsync());
        Assert.Empty(foreign.Faults);
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("en", "not confirmed", "for this site")]
    [InlineData("ru", "не подтверждено", "для этого сайта")]
    public async Task On_a_site_that_is_not_proven_it_says_so_in_words(string language, string first, string second)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.GrantAsync("B");
        await DomainRows.ProveAsync(Product, organization.Id, "bakery.example.org", Cancelled);
        await using var foreign = await WithElementsAsync(organization, language);
        await PictureAsync(foreign.Page, $"embed-unproven-{language}");
        foreach (var style in (string[])["card", "seal"])
        {
            var image = foreign.Page.Locator($"status-level[badge={style}] img");
            Assert.True(await IsShownAsync(image), style);
            var words = await WordsAsync((await image.GetAttributeAsync("src"))!);
            Assert.Contains(first, words, StringComparison.Ordinal);
            Assert.Contains(second, words, StringComparison.Ordinal);
        }

        Assert.EndsWith(
            $"/organizations/{organization.Id}", await foreign.Page.Locator("status-level[badge=card] a").GetAttributeAsync("href"),
            StringComparison.Ordinal);
        Assert.Empty(foreign.Faults);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Where_the_site_is_proven_there_is_no_such_word()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.GrantAsync("B");
        await DomainRows.ProveAsync(Product, organization.Id, ForeignPage.Host, Cancelled);
        await using var foreign = await WithElementsAsync(organization, "en");
        var source = await foreign.Page.Locator("status-level[badge=seal] img").GetAttributeAsync("src");
        Assert.DoesNotContain("not confirmed", await WordsAsync(source!), StringComparison.Ordinal);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Each_embed_of_the_documentation_works()
    {
        var libraries = Path.GetDirectoryName(NodePackage.PathOf("react"))!;
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.GrantAsync("B");
        var own = (await Product.AddressAsync()).GetLeftPart(UriPartial.Authority);
        await using var foreign = await ForeignPage.OpenAsync(
            Product, $"/index.html?base={Uri.EscapeDataString(own)}&organization={organization.Id}",
            path => (Path.GetExtension(path) switch { ".css" => "text/css", ".js" => "text/javascript", _ => "text/html" },
                File.ReadAllText(Repository.PathOf($"docs/embeds{path}"))),
            (Cdn, path => File.ReadAllText(Path.Combine(libraries, WithoutVersion(path)))));

        foreach (
            var image in (string[])["#plain img", "#wordpress img", "#element status-level img", "#react status-level img",
                "#vue status-level img"])
        {
            Assert.True(await IsShownAsync(foreign.Page.Locator(image)), $"{image}: {string.Join('\n', foreign.Faults)}");
        }

        foreach (
            var link in (string[])["#plain .shown a", "#wordpress .shown a", "#signature .shown a", "#element status-level a",
                "#react status-level a", "#vue status-level a"])
        {
            Assert.Equal($"{own}/organizations/{organization.Id}", await foreign.Page.Locator(link).GetAttributeAsync("href"));
        }

        await PictureAsync(foreign.Page, "embeds");
        Assert.Empty(foreign.Faults);
    }

    // Such as /react@18.3.1/umd/react.production.min.js.
    private static string WithoutVersion(string path)
    {
        var at = path.IndexOf('@', StringComparison.Ordinal);
        return path[1..at] + path[path.IndexOf('/', at)..];
    }

    private async Task<ForeignPage> WithElementsAsync(TestOrganization organization, string language, ColorScheme theme = ColorScheme.Light)
    {
        var own = (await Product.AddressAsync()).GetLeftPart(UriPartial.Authority);
        var elements = string.Concat(((string[])["pill", "card", "seal"]).Select(
            style => $"<p><status-level organization=\"{organization.Id}\" badge=\"{style}\"></status-level></p>"));
        var html = $"""
            <!doctype html>
            <html lang="{language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Shop</title>
            <script src="{own}/embed/badge.js" async></script></head><body><h1>Shop</h1>{elements}</body></html>
            """;
        return await ForeignPage.OpenAsync(
            Product, "/", path => path == "/" ? ("text/html; charset=utf-8", html) : path == "/favicon.ico" ? ("image/x-icon", "") : null,
            language: language, theme: theme);
    }

    private static async Task<bool> IsShownAsync(ILocator image)
    {
        await image.WaitForAsync();
        return await image.EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth > 0, () => false)");
    }

    private async Task<string> WordsAsync(string address)
    {
        using var http = new HttpClient();
        var picture = System.Xml.Linq.XDocument.Parse(await http.GetStringAsync(new Uri(address), Cancelled));
        return string.Join(' ', picture.Descendants().Where(one => one.Name.LocalName == "text").Select(one => one.Value));
    }
}
