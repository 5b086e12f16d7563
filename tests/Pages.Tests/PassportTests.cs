using System.Net;
using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>What buyers see of an organization, and how they find out what is true.</summary>
public sealed class PassportTests(ProductInBrowser product) : BrowserTest(product)
{
    private static readonly string LongName = string.Concat(Enumerable.Repeat("Очень длинное имя ", 11)).Trim();

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task It_says_what_counts_since_when_and_whose_sites_are_proven(string language, ColorScheme theme)
    {
        var organization = await TestOrganization.MakeAsync(Product, "Северная пекарня");
        await organization.SubscriptionAsync("active");
        await organization.GrantAsync("B", TimeProvider.System.GetUtcNow().AddDays(200));
        await DomainRows.ProveAsync(Product, organization.Id, "pekarnya.example.org", Cancelled);
        await DomainRows.ProveAsync(Product, organization.Id, "xn--80aaamgybcchgckr6a6b1cx.xn--p1ai", Cancelled);

        var page = await OpenAsync(language, theme);
        await LookAtAsync(page, $"/organizations/{organization.Id}", "passport-b", language, theme);

        Assert.Equal("Северная пекарня", await page.Locator("h1").TextContentAsync());
        Assert.Equal(language == "ru" ? "Уровень B" : "Level B", await page.Locator(".level.large strong").TextContentAsync());
        Assert.Equal(2, await page.Locator("main .ticks a").CountAsync());
        Assert.Equal(2, await page.Locator("ol.timeline li").CountAsync());
        Assert.Equal(0, await page.Locator("meta[name=robots]").CountAsync());
        foreach (var picture in await page.Locator("main img").AllAsync())
        {
            Assert.True(await picture.EvaluateAsync<bool>("image => image.complete && image.naturalWidth > 0"));
        }
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task Each_state_is_shown_as_everybody_may_know_it(string language, ColorScheme theme)
    {
        var page = await OpenAsync(language, theme);
        await LookAtAsync(page, $"/organizations/{Guid.NewGuid()}", "passport-unknown", language, theme);
        Assert.Equal("noindex", await page.Locator("meta[name=robots]").GetAttributeAsync("content"));

        var entered = await TestOrganization.MakeAsync(Product, LongName);
        await LookAtAsync(page, $"/organizations/{entered.Id}", "passport-none", language, theme);
        Assert.Equal(0, await page.Locator("meta[name=robots]").CountAsync());

        // A payment that failed, and a C at risk, are nobody's business.
        var troubled = await TestOrganization.MakeAsync(Product, "مخبز الشمال 🥐");
        await troubled.SubscriptionAsync("active");
        await troubled.SubscriptionAsync("past_due");
        await troubled.GrantAsync("B");
        await troubled.ReportAsync(20, 90, 5, 2);
        await troubled.ReportAsync(3, 90, 5, 2);
        await LookAtAsync(page, $"/organizations/{troubled.Id}", "passport-c-at-risk", language, theme);
        Assert.Contains(" C", await page.Locator(".level.large strong").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator(".notice").CountAsync());

        await troubled.RevokeAsync("B", "The licence has run out.");
        await LookAtAsync(page, $"/organizations/{troubled.Id}", "passport-a-in-grace", language, theme);
        Assert.Contains(" A", await page.Locator(".level.large strong").TextContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("licence", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task What_was_forgotten_is_gone_for_good()
    {
        var organization = await TestOrganization.MakeAsync(Product, "Forgotten Bakery");
        await organization.GrantAsync("B");
        var page = await OpenAsync();
        await page.GotoAsync($"/organizations/o-{organization.Id:n}");
        Assert.Equal("Forgotten Bakery", await page.Locator("h1").TextContentAsync());

        using var admin = await Product.AdminAsync();
        using (var forgotten = await admin.DeleteAsync($"/api/admin/organizations/{organization.Id}", Cancelled))
        {
            Assert.True(forgotten.IsSuccessStatusCode);
        }

        var answer = await page.GotoAsync($"/organizations/{organization.Id}");
        Assert.Equal(410, answer!.Status);
        Assert.DoesNotContain("Forgotten Bakery", await page.ContentAsync(), StringComparison.Ordinal);
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "passport-forgotten");
        answer = await page.GotoAsync($"/organizations/o-{organization.Id:n}");
        Assert.Equal(404, answer!.Status);
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("]]>\"><script>alert(1)</script>", "]]>\"><script>alert(1)</script>")]
    [InlineData("left \u202Eright\u202C \u200Fmark", "left right mark")]
    [InlineData("</title><svg onload=alert(1)>", "</title><svg onload=alert(1)>")]
    public async Task A_name_is_text_whatever_stands_in_it(string name, string shown)
    {
        var organization = await TestOrganization.MakeAsync(Product, name);
        await organization.GrantAsync("B");
        var page = await OpenAsync(width: 320);
        await page.GotoAsync($"/organizations/{organization.Id}");
        Assert.Equal(shown, await page.Locator("h1").TextContentAsync());
        Assert.StartsWith(shown, await page.TitleAsync(), StringComparison.Ordinal);
        await ShouldBeAccessibleAsync(page);
        await page.GotoAsync($"/badges/{organization.Id}.svg?style=card");
        Assert.Equal("svg", await page.EvaluateAsync<string>("() => document.documentElement.localName"));
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Addresses_that_are_none_find_nothing()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = await Product.AddressAsync() };
        foreach (var (address, status) in ((string, HttpStatusCode)[])[
            ("/organizations/nobody-has-this", HttpStatusCode.NotFound),
            ("/organizations/Upper", HttpStatusCode.BadRequest),
            ("/organizations/..%2f..", HttpStatusCode.BadRequest),
            ("/organizations/a%2fb", HttpStatusCode.BadRequest),
            ("/organizations/%D0%B0bc", HttpStatusCode.BadRequest)])
        {
            using var answer = await http.GetAsync(new Uri(address, UriKind.Relative), Cancelled);
            Assert.Equal((address, status), (address, answer.StatusCode));
            Assert.StartsWith("text/html", answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task Whoever_pastes_a_link_is_told_what_is_true(string language, ColorScheme theme)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.GrantAsync("B");
        var page = await OpenAsync(language, theme);
        await LookAtAsync(page, "/verify", "verify", language, theme);
        foreach (var pasted in (string[])[
            $"{organization.Id}".ToUpperInvariant(), $"o-{organization.Id:n}",
            page.Url.Replace("/verify", $"/organizations/{organization.Id}"),
            $"{new Uri(page.Url).Authority}/badges/{organization.Id}.svg?style=card", $"/badges/{organization.Id}/qr.png?size=512"])
        {
            await PasteAsync(page, pasted);
            Assert.Equal(organization.Name, await page.Locator("main [role=status] h2").TextContentAsync());
        }

        await PictureAsync(page, $"verify-found-1440-{language}-{theme}");
        await PasteAsync(page, $"https://levels.example.com.evil.example/organizations/{organization.Id}");
        Assert.Equal("levels.example.com.evil.example", await page.Locator(".notice.bad p:nth-child(2) strong").InnerTextAsync());
        await LookAtAsync(page, page.Url, "verify-elsewhere", language, theme);
        await PasteAsync(page, "?\"><script>alert(1)</script>");
        Assert.Equal(1, await page.Locator(".notice.warn").CountAsync());
    }

    private static async Task PasteAsync(IPage page, string text)
    {
        await page.Locator("input[name=q]").FillAsync(text);
        await page.Locator("main form button").ClickAsync();
        await page.WaitForURLAsync($"**?*q={Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal)}*");
    }
}
