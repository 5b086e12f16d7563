using System.Net.Http.Json;
using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>Accounts in a browser.</summary>
public sealed class AccountPageTests(ProductInBrowser product) : PlatformPage(product)
{
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_is_invited_gets_a_role_and_is_shut_out(bool script)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        var page = await AdminAsync(script: script);
        await page.GotoAsync("/admin/accounts");
        await page.Locator("input[name=email]").FillAsync(email);
        await page.Locator("input[name=display_name]").FillAsync("Rita");
        await PressAsync(page, "Make the account");
        await page.GetByText("The invitation is on its way.").WaitForAsync();
        Assert.Equal("Rita", await page.Locator("h1").InnerTextAsync());

        await page.Locator("select[name=platform_role]").SelectOptionAsync("platform_admin");
        await PressAsync(page, "Save");
        await page.GetByText("Saved.").WaitForAsync();
        Assert.Equal("platform_admin", await page.Locator("select[name=platform_role]").InputValueAsync());

        await PressAsync(page, "Shut out");
        await page.GetByText("The account is shut out, and its sessions have ended.").WaitForAsync();
        await PressAsync(page, "Let in again");
        await page.GetByText("The account may sign in again.").WaitForAsync();
        await PressAsync(page, "Remove the account");
        await page.GetByText("The account is removed.").WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task An_address_that_is_taken_is_told_and_what_was_typed_is_kept()
    {
        var page = await AdminAsync();
        await page.GotoAsync("/admin/accounts");
        await page.Locator("input[name=email]").FillAsync(ProductInBrowser.AdminEmail);
        await page.Locator("input[name=display_name]").FillAsync("Second");
        await PressAsync(page, "Make the account");

        await page.GetByText("There is an account with this address already.").WaitForAsync();
        Assert.Equal("Second", await page.Locator("input[name=display_name]").InputValueAsync());
        await ShouldBeAccessibleAsync(page);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Signing_out_everywhere_ends_each_session_and_stands_in_the_audit()
    {
        using var admin = await Product.AdminAsync();
        var email = $"{Guid.NewGuid():N}@example.org";
        await SentAsync(admin.PostAsJsonAsync(
            "/api/admin/users", new { email, display_name = "Zoe", password = ProductInBrowser.Password }, Cancelled));
        var other = await SignedInAsync(email);
        var page = await AdminAsync();
        await page.GotoAsync("/admin/accounts");
        await page.GetByRole(AriaRole.Link, new() { Name = "Zoe", Exact = true }).First.ClickAsync();
        await PressAsync(page, "Sign out everywhere");
        await page.GetByText("All sessions of the account have ended.").WaitForAsync();

        var closed = await other.GotoAsync("/dashboard/organization");
        Assert.Equal(401, closed!.Status);
        await page.GotoAsync("/admin/audit?action=user.signed_out");
        await page.Locator(".trail").GetByText("Signed out everywhere").First.WaitForAsync();
        await page.GotoAsync("/admin/audit?actor_id=nobody");
        await page.GetByText("Nothing was changed that fits.").WaitForAsync();
    }
}
