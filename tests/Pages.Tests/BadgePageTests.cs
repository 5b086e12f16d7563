using System.Text.Json;
using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>How an organization gets its badge, proves its sites, prints QR codes and sees where all of it was seen.</summary>
public sealed class BadgePageTests(ProductInBrowser product) : BrowserTest(product)
{
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task Its_pages_keep_nobody_out(string language, ColorScheme theme)
    {
        var organization = await TestOrganization.MakeAsync(Product, "Северная пекарня");
        await organization.GrantAsync("B");
        var page = await SignedInAsync(organization.OwnerEmail, language: language, theme: theme);
        await LookAtOwnAsync(page, "badge", "badge-new", language, theme);
        await LookAtOwnAsync(page, "qr-codes", "codes-new", language, theme);

        var code = await FillAsync(organization);
        await LookAtOwnAsync(page, "badge?style=seal", "badge", language, theme);
        await LookAtOwnAsync(page, "qr-codes", "codes", language, theme);
        await LookAtOwnAsync(page, $"qr-codes/{code}", "code", language, theme);
        await LookAtOwnAsync(page, $"qr-codes/{code}/labels", "labels", language, theme);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task What_is_chosen_is_shown_at_once_with_its_code()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.GrantAsync("B");
        var page = await SignedInAsync(organization.ViewerEmail);
        await page.GotoAsync("/dashboard/organization/badge");
        foreach (
            var (style, theme, words) in ((string, string, string)[])[("pill", "light", "ru"), ("seal", "dark", "en"),
                ("card", "auto", "")])
        {
            await page.Locator("select[name=style]").SelectOptionAsync(style);
            await page.Locator("select[name=theme]").SelectOptionAsync(theme);
            await page.Locator("select[name=badge_lang]").SelectOptionAsync(words);
            var lang = words.Length == 0 ? "" : $"&lang={words}";
            await page.Locator($"#preview img[src$='.svg?style={style}&theme={theme}{lang}']").WaitForAsync();
            var codes = await page.Locator("#preview pre").AllTextContentsAsync();
            Assert.Contains($"badge=\"{style}\" theme=\"{theme}\"", codes[0], StringComparison.Ordinal);
            Assert.Contains($"style={style}&amp;theme={theme}", codes[1], StringComparison.Ordinal);
        }

        // Who only reads changes no sites.
        Assert.Equal(0, await page.Locator("main form[method=post]").CountAsync());
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Without_script_the_button_shows_what_is_chosen()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.OwnerEmail, script: false);
        await page.GotoAsync("/dashboard/organization/badge");
        await page.Locator("select[name=style]").SelectOptionAsync("pill");
        await page.Locator("form[method=get] button").ClickAsync();
        await page.Locator("#preview img[src*='style=pill']").WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_site_is_named_told_how_to_prove_it_and_removed()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.OwnerEmail);
        await page.GotoAsync("/dashboard/organization/badge");
        await page.Locator("input[name=domain]").FillAsync("no site");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and check" }).ClickAsync();
        await page.Locator(".field .error").WaitForAsync();
        await page.Locator("input[name=domain]").Last.FillAsync("shop.invalid");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and check" }).ClickAsync();
        await page.GetByText("https://shop.invalid/.well-known/statuslevels.txt").WaitForAsync();
        await page.GetByText("_statuslevels.shop.invalid").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check now: shop.invalid" }).ClickAsync();
        await page.Locator(".notice.good").WaitForAsync();
        page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove: shop.invalid" }).ClickAsync();
        await page.GetByText("No sites yet").WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_site_in_other_letters_is_written_and_read_in_them_and_one_that_misleads_is_refused()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.OwnerEmail);
        await page.GotoAsync("/dashboard/organization/badge");
        await page.Locator("input[name=domain]").FillAsync("shоp.invalid");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and check" }).ClickAsync();
        await page.Locator(".field .error").WaitForAsync();
        await page.Locator("input[name=domain]").FillAsync("Магазин.invalid");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and check" }).ClickAsync();

        await Assertions.Expect(page.Locator(".card .strong").First).ToHaveTextAsync("магазин.invalid xn--80aairftm.invalid");
        await page.GetByText("https://xn--80aairftm.invalid/.well-known/statuslevels.txt").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check now: магазин.invalid" }).WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_code_is_made_renamed_laid_to_rest_and_removed()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.OwnerEmail);
        await page.GotoAsync("/dashboard/organization/qr-codes");
        await page.Locator("input[name=label]").FillAsync("Shop \"window\" <b>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Shop \"window\" <b>" }).WaitForAsync();
        await page.Locator("input[name=label]").FillAsync("Counter");
        await page.Locator("input[name=is_active]").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Counter" }).WaitForAsync();
        await page.Locator(".tag.warn").WaitForAsync();
        page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the code" }).ClickAsync();
        await page.GetByText("There are no QR codes yet").WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Nothing_but_labels_is_printed()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var code = await FillAsync(organization);
        var page = await SignedInAsync(organization.OwnerEmail, width: 794);
        await page.GotoAsync($"/dashboard/organization/qr-codes/{code}/labels?size=small&copies=30");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal(30, await page.Locator(".labels li").CountAsync());
        foreach (var hidden in (string[])[".top", "h1", "main form", "nav.tabs", ".bottom"])
        {
            Assert.False(await page.Locator(hidden).First.IsVisibleAsync(), hidden);
        }

        await PictureAsync(page, "labels-print");
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task The_platform_sees_adoption_and_badges_elsewhere(string language, ColorScheme theme)
    {
        var organization = await TestOrganization.MakeAsync(Product, "Северная пекарня");
        await organization.GrantAsync("B");
        await FillAsync(organization);
        var page = await SignedInAsync(ProductInBrowser.AdminEmail, language: language, theme: theme);
        foreach (var (address, name) in ((string, string)[])[("/admin/badges", "admin-badges"), ("/admin/analytics", "admin-analytics")])
        {
            await LookAtAsync(page, address, name, language, theme);
        }

        Assert.Equal(3, await page.Locator(".funnel li").CountAsync());
        await page.GotoAsync("/admin/badges");
        await page.GetByText("fake-shop.example.com").First.WaitForAsync();
        Assert.Equal(0, await page.GetByText("pekarnya.example.org").CountAsync());
    }

    /// <summary>Sites in each state, a code with a past, and where the badge was seen.</summary>
    private async Task<Guid> FillAsync(TestOrganization organization)
    {
        using var admin = await Product.AdminAsync();
        using var content = JsonContent(new { label = "Витрина на Садовой, у входа" });
        using var made = await admin.PostAsync($"/api/organizations/{organization.Id}/qr-codes", content, Cancelled);
        Assert.True(made.IsSuccessStatusCode);
        var code = JsonSerializer.Deserialize<JsonElement>(await made.Content.ReadAsStringAsync(Cancelled)).GetProperty("id").GetGuid();
        var database = await Product.DatabaseAsync();
        foreach (var sql in (string[])[
            "insert into statuslevels.organization_domains (organization_id, domain, added_at, verified_at, method, checked_at) values ($1, 'pekarnya.example.org', now(), now(), 'file', now())",
            "insert into statuslevels.organization_domains (organization_id, domain, added_at, fault, checked_at) values ($1, 'blog.example.org', now(), 'file_not_found', now())",
            "insert into statuslevels.organization_domains (organization_id, domain, added_at, lost_at, fault, checked_at) values ($1, 'old.example.org', now(), now(), 'no_record', now())",
            "insert into statuslevels.badge_impressions (organization_id, day, host, impressions) select $1, current_date - n, h, 7 * n + length(h) from generate_series(0, 20) as n, unnest(array['pekarnya.example.org', 'fake-shop.example.com', 'unknown']) as h",
            "insert into statuslevels.qr_scan_days (qr_code_id, day, scans, unique_scans) select q.id, current_date - n, (n * 37) % 19, (n * 37) % 7 from statuslevels.qr_codes as q, generate_series(0, 300) as n where q.organization_id = $1"])
        {
            await using var insert = database.DataSource.CreateCommand(sql);
            insert.Parameters.Add(new() { Value = organization.Id });
            await insert.ExecuteNonQueryAsync(Cancelled);
        }

        return code;
    }

    private static System.Net.Http.Json.JsonContent JsonContent(object body) => System.Net.Http.Json.JsonContent.Create(body);
}
