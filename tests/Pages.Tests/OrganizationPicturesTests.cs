using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>Every page of an organization, in each state that it can be in, in both languages, light and dark.</summary>
public sealed class OrganizationPicturesTests(ProductInBrowser product) : BrowserTest(product)
{
    private static readonly string[] Pages = ["status", "history", "notifications", "contacts", "preferences", "webhooks"];

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task No_page_of_an_organization_keeps_anybody_out(string language, ColorScheme theme)
    {
        var (organization, endpoint) = await BusyAsync();
        var page = await SignedInAsync(organization.OwnerEmail, language: language, theme: theme, width: 320);
        foreach (var name in (string[])[.. Pages, $"webhooks/{endpoint}"])
        {
            await LookAtOwnAsync(page, name, $"{name.Split('/')[0]}{(name.Contains('/', StringComparison.Ordinal) ? "-one" : "")}", language, theme);
        }
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task A_new_organization_is_told_kindly_what_to_do(string language, ColorScheme theme)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail, language: language, theme: theme, width: 320);
        foreach (var name in Pages)
        {
            await LookAtOwnAsync(page, name, $"new-{name}", language, theme);
        }
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task Grace_suspension_and_risk_say_what_to_do_and_by_when(string language, ColorScheme theme)
    {
        var organization = await TestOrganization.MakeAsync(Product, "مخبز الشمال 🥐 Пекарня");
        await organization.SubscriptionAsync("active");
        await organization.SubscriptionAsync("past_due");
        await organization.GrantAsync("B");
        await organization.ReportAsync(20, 90, 5, 2);
        await organization.ReportAsync(3, 90, 5, 2);
        var page = await SignedInAsync(organization.OwnerEmail, language: language, theme: theme, width: 320);

        await LookAtOwnAsync(page, "status", "danger-status", language, theme);
        Assert.Equal(2, await page.Locator(".banner").CountAsync());
        await LookAtOwnAsync(page, "notifications", "danger-notifications", language, theme);
    }

    /// <summary>One with a past: levels, a request that waits and one that was answered, an endpoint that does not answer.</summary>
    private async Task<(TestOrganization Organization, string Endpoint)> BusyAsync()
    {
        var organization = await TestOrganization.MakeAsync(Product, "Северная пекарня");
        await organization.SubscriptionAsync("active");
        var page = await SignedInAsync(organization.AdminEmail);
        await page.GotoAsync("/dashboard/organization/webhooks");
        await page.Locator("input[name=url]").FillAsync("https://hooks.example.com/statuslevels?key=secret");
        await page.Locator("input[name=description]").FillAsync("The shop’s back office");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and show the secret" }).ClickAsync();
        await page.Locator("code.secret").WaitForAsync();
        await page.SetViewportSizeAsync(320, 900);
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "org-secret-320-en");
        var endpoint = (await page.Locator("main a.primary").GetAttributeAsync("href"))!.Split('/', '?')[4];

        await AskAsync(page, "We have baked for 30 years.", "https://registry.example.org/bakery/1");
        await organization.ReviewAsync(
            await organization.PendingRequestAsync(),
                new { decision = "reject", rejection_reason = "The licence on your page has run out." });
        await organization.GrantAsync("B", TimeProvider.System.GetUtcNow().AddDays(45));
        await organization.ReportAsync(11, 91.5m, 60, 1);
        await AskAsync(page, "Our reviews are elsewhere, too.", $"https://reviews.example.net/{new string('x', 200)}");
        return (organization, endpoint);
    }

    private static async Task AskAsync(IPage page, string message, string link)
    {
        await page.GotoAsync("/dashboard/organization/status");
        await page.Locator("textarea[name=message]").FillAsync(message);
        await page.Locator("input[name=evidence_urls]").FillAsync(link);
        await page.Locator("main form.form button.primary").ClickAsync();
        await page.GetByText("Your request is with the platform.").WaitForAsync();
    }
}
