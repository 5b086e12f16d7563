using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>Changes of several levels at once, from the list of what ends.</summary>
public sealed class BulkChangePageTests(ProductInBrowser product) : PlatformPage(product)
{
    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Several_levels_are_renewed_and_the_one_that_cannot_be_is_told_beside_its_line()
    {
        using var api = await Product.AdminAsync();
        var soon = TimeProvider.System.GetUtcNow().AddDays(3);
        var (renewed, refused) = (await api.OrganizationAsync("Renewed in bulk"), await api.OrganizationAsync("Refused in bulk"));
        await api.GrantAsync(renewed, "B", soon);
        await api.GrantAsync(refused, "A", soon);
        var page = await AdminAsync(script: false);
        await page.GotoAsync("/admin/expiring?days=7");
        await page.GetByLabel("Choose B Renewed in bulk").CheckAsync();
        await page.GetByLabel("Choose A Refused in bulk").CheckAsync();
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Renew …" }));
        await page.GetByText("2 levels are to be renewed.").WaitForAsync();
        await Assertions.Expect(page.Locator("tr", new() { HasText = "Refused in bulk" })).ToContainTextAsync("needs a day");

        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Renew 2 levels" }));
        await page.GetByText("Done: 1 of 2").WaitForAsync();
        await Assertions.Expect(page.Locator("tr[data-outcome=done]")).ToContainTextAsync("Renewed in bulk");
        await Assertions.Expect(page.Locator("tr[data-outcome=refused]")).ToContainTextAsync("Refused in bulk");

        // Sent again, it answers the same and does nothing twice.
        await page.ReloadAsync();
        await page.GetByText("Done: 1 of 2").WaitForAsync();
        await page.GotoAsync($"/admin/organizations/{renewed}");
        await Assertions.Expect(page.Locator("#history tbody tr")).ToHaveCountAsync(2);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Several_levels_are_revoked_only_by_whoever_types_how_many()
    {
        using var api = await Product.AdminAsync();
        var soon = TimeProvider.System.GetUtcNow().AddDays(2);
        var organization = await api.OrganizationAsync("Revoked in bulk");
        await api.GrantAsync(organization, "B", soon);
        var page = await AdminAsync();
        await page.GotoAsync("/admin/expiring?days=7");
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Revoke …" }));
        await page.GetByText("Nothing is chosen.").WaitForAsync();
        Assert.Equal("7 days", await page.Locator("p.row [aria-current]").InnerTextAsync());

        await page.GetByLabel("Choose B Revoked in bulk").CheckAsync();
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Revoke …" }));
        await page.GetByLabel("How many levels are revoked?").FillAsync("7");
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Revoke 1 level" }));
        await page.GetByText("This is not what is asked for.").WaitForAsync();
        Assert.Equal("B", await api.LevelAsync(organization));

        await page.GetByLabel("How many levels are revoked?").FillAsync("1");
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Revoke 1 level" }));
        await page.GetByText("Done: 1 of 1").WaitForAsync();
        Assert.Equal("0", await api.LevelAsync(organization));
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_grace_is_extended_or_revoked_but_never_renewed_without_a_day(bool script)
    {
        using var api = await Product.AdminAsync();
        var name = $"Late payer {Guid.NewGuid():N}";
        var organization = await api.OrganizationAsync(name);
        await api.MissPaymentAsync(organization);
        var page = await AdminAsync(script: script);
        await page.GotoAsync("/admin/expiring?kind=graces&days=366");
        Assert.Equal(["Extend to a day …", "Revoke …"], await page.Locator(".admin-bulk button").AllInnerTextsAsync());
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Extend to a day …" }));
        await page.GetByText("Nothing is chosen.").WaitForAsync();
        await Assertions.Expect(page.Locator(".choices [aria-current]")).ToContainTextAsync("Payment graces");

        await page.GetByLabel($"Choose A {name}").CheckAsync();
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Extend to a day …" }));
        await page.GetByLabel("New end").FillAsync($"{TimeProvider.System.GetUtcNow().AddDays(400):yyyy-MM-dd}");
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Extend 1 level" }));
        await page.GetByText("Done: 1 of 1").WaitForAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the list" }).ClickAsync();
        await Assertions.Expect(page.Locator(".choices [aria-current]")).ToContainTextAsync("Payment graces");
        Assert.Equal(0, await page.GetByText(name).CountAsync());
    }
}
