using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>A session that ends in the middle of a form: what was typed is there after signing in, and nothing is sent by itself.</summary>
public sealed class InterruptedFormTests(ProductInBrowser product) : BrowserTest(product)
{
    private const string Status = "/dashboard/organization/status";
    private const string Message = "textarea[name=message]";
    private const string Links = "input[name=evidence_urls]";
    private const string Send = "main form.form button.primary";

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_admin_of_an_organization_signs_in_again_and_sends_what_was_typed(bool script)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail, script: script);
        await AskUntilTheSessionEndsAsync(page);

        await SignInAsync(page, organization.AdminEmail, "not the password");
        await SignInAsync(page, organization.AdminEmail);

        await ShouldGoOnAsync(page);
        await page.GetByText("https://example.org/report").First.WaitForAsync();
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_member_who_signs_in_with_an_issuer_does_too(bool script)
    {
        var (first, second) = (await TestOrganization.MakeAsync(Product), await TestOrganization.MakeAsync(Product, "The other one"));
        var subject = $"auth0|{Guid.NewGuid():n}";
        await first.AddAsync(subject, "admin");
        await second.AddAsync(subject, "admin");
        var page = await OpenAsync(script: script);
        await page.GotoAsync("/sign-in");
        await WithIssuerAsync(page, subject);
        await AskUntilTheSessionEndsAsync(page, $"?organization_id={first.Id}");
        // Meanwhile the other organization is looked at in another window.
        var cookies = await page.Context.CookiesAsync();
        var chosen = cookies.Single(cookie => cookie.Name.EndsWith("_organization", StringComparison.Ordinal));
        await page.Context.AddCookiesAsync([new()
        {
            Name = chosen.Name, Value = $"{second.Id}", Domain = chosen.Domain, Path = chosen.Path,
        }]);

        await WithIssuerAsync(page, subject);

        await ShouldGoOnAsync(page);
        await page.GotoAsync($"{Status}?organization_id={first.Id}");
        await page.GetByText("https://example.org/report").First.WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task An_admin_of_the_platform_goes_on_after_signing_in_either_way()
    {
        using var api = await Product.AdminAsync();
        var organization = await api.OrganizationAsync("Interrupted");
        var page = await SignedInAsync(ProductInBrowser.AdminEmail);
        foreach (var isByIssuer in new[] { false, true })
        {
            await page.GotoAsync($"/admin/organizations/{organization}");
            var level = page.Locator("#level-B");
            await level.GetByText("Grant", new() { Exact = true }).First.ClickAsync();
            await level.GetByLabel("Notes").FillAsync("A visit on site");
            await EndSessionAsync(page);
            await level.GetByRole(AriaRole.Button, new() { Name = "Grant", Exact = true }).ClickAsync();
            await page.GetByText("Your session has ended.").WaitForAsync();

            await (isByIssuer
                ? WithIssuerAsync(page, "auth0|boss", claims => claims["roles"] = new JsonArray("platform"))
                : SignInAsync(page, ProductInBrowser.AdminEmail));
            await page.GetByRole(AriaRole.Button, new() { Name = "Back to the form" }).ClickAsync();

            Assert.Equal("A visit on site", await level.GetByLabel("Notes").InputValueAsync());
            Assert.Equal("0", await api.LevelAsync(organization));
        }

        await page.Locator("#level-B").GetByRole(AriaRole.Button, new() { Name = "Grant", Exact = true }).ClickAsync();
        await page.GetByText("The level is granted.").WaitForAsync();
        Assert.Equal("B", await api.LevelAsync(organization));
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task What_is_too_long_to_come_along_is_said_before_anybody_leaves_and_stays_for_a_password()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail);
        await page.GotoAsync(Status);
        var noise = string.Concat(Enumerable.Range(0, 1_000).Select(_ => Guid.NewGuid().ToString("n")));
        await page.Locator(Message).FillAsync(noise);
        await EndSessionAsync(page);
        await page.Locator(Send).ClickAsync();

        await page.GetByText("What you typed is too long to come along there.").WaitForAsync();
        await ShouldBeAccessibleAsync(page);
        await SignInAsync(page, organization.AdminEmail);
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the form" }).ClickAsync();
        Assert.Equal(noise, await page.Locator(Message).InputValueAsync());
    }

    private async Task AskUntilTheSessionEndsAsync(IPage page, string query = "")
    {
        await page.GotoAsync($"{Status}{query}");
        await page.Locator(Message).FillAsync("We bake. Мы печём 🥐\nTwo lines & more");
        await page.Locator(Links).FillAsync("https://example.org/report?a=1&b=2");
        await EndSessionAsync(page);
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.Locator(Send).ClickAsync(), answer => answer.Request.Method == "POST");
        Assert.Equal(401, answer.Status);
        await page.GetByText("Your session has ended. Sign in, and what you typed will still be there.").WaitForAsync();
    }

    private async Task ShouldGoOnAsync(IPage page)
    {
        await page.GetByText("Nothing has been sent yet.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the form" }).ClickAsync();
        Assert.Equal("We bake. Мы печём 🥐\nTwo lines & more", await page.Locator(Message).InputValueAsync());
        Assert.Equal("https://example.org/report?a=1&b=2", await page.Locator(Links).First.InputValueAsync());
        await page.Locator(Send).ClickAsync();
        await page.GetByText("Your request is with the platform.").WaitForAsync();
    }

    private async Task WithIssuerAsync(IPage page, string subject, Action<JsonObject>? change = null)
    {
        (await Product.IssuerAsync()).Visitor = (subject, change);
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with 127.0.0.1" }).ClickAsync();
        await LoadedAsync(page);
    }

    // Only the session goes: what else the browser knows stays.
    private static async Task EndSessionAsync(IPage page)
    {
        var cookies = await page.Context.CookiesAsync();
        var session = cookies.Single(cookie => cookie.HttpOnly && !cookie.Name.Contains("_form", StringComparison.Ordinal)
            && !cookie.Name.Contains("_device", StringComparison.Ordinal)
                && !cookie.Name.Contains("_organization", StringComparison.Ordinal)
            && !cookie.Name.StartsWith("kept_form", StringComparison.Ordinal));
        await page.Context.ClearCookiesAsync(new() { Name = session.Name });
    }
}
