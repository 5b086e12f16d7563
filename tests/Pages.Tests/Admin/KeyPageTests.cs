using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>Service keys in a browser.</summary>
public sealed partial class KeyPageTests(ProductInBrowser product) : PlatformPage(product)
{
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_is_shown_once_and_gone_after_a_reload(bool script)
    {
        var name = $"Billing {Guid.NewGuid():N}";
        var page = await AdminAsync(script: script);
        await page.GotoAsync("/admin/keys");
        await page.Locator("input[name=name]").FillAsync(name);
        await page.Locator("input[value='status:write']").CheckAsync();
        await PressAsync(page, "Make the key");
        var key = await page.Locator(".secret").InnerTextAsync();
        Assert.Matches(Key(), key);
        if (script)
        {
            await ShouldBeAccessibleAsync(page);
        }

        // The browser sends the form again: it is done once, and its answer was not kept.
        await page.ReloadAsync();
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByText("This was done already").WaitForAsync();
        await page.GotoAsync("/admin/keys");
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await page.Locator(".card strong").GetByText(name, new() { Exact = true }).CountAsync());

        await PressAsync(page, $"Revoke {name}");
        await page.GetByText("The key is revoked.").WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_key_that_allows_nothing_is_objected_to_beside_its_field()
    {
        var page = await AdminAsync(script: false);
        await page.GotoAsync("/admin/keys");
        await page.Locator("input[name=name]").FillAsync("Nothing");
        await PressAsync(page, "Make the key");

        await page.Locator("fieldset").GetByText("Please choose at least one.").WaitForAsync();
        Assert.Equal("Nothing", await page.Locator("input[name=name]").InputValueAsync());
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_sign_in_that_is_old_is_asked_for_again_and_what_was_typed_is_kept()
    {
        using var admin = await Product.AdminAsync();
        var email = $"{Guid.NewGuid():N}@example.org";
        await SentAsync(admin.PostAsJsonAsync(
            "/api/admin/users",
            new { email, display_name = "Late", password = ProductInBrowser.Password, platform_role = "platform_admin" }, Cancelled));
        var page = await SignedInAsync(email);
        await page.GotoAsync("/admin/keys");
        await page.Locator("input[name=name]").FillAsync("Late");
        await page.Locator("input[value='status:write']").CheckAsync();
        await using (var command = (await Product.DatabaseAsync()).DataSource.CreateCommand("""
            update statuslevels.sessions set created_at = created_at - interval '1 hour'
            where user_id = (select id from statuslevels.users where email = $1)
            """))
        {
            command.Parameters.Add(new() { Value = email });
            await command.ExecuteNonQueryAsync(Cancelled);
        }

        // The product remembers a session for some seconds.
        await Eventually.SeesAsync(
            () => RevokeNothingAsync(page), said => said.Contains("fresh_sign_in_required", StringComparison.Ordinal));
        await PressAsync(page, "Make the key");
        await page.GetByText("This needs a sign-in that is at most 15 minutes old.").WaitForAsync();

        await SignInAsync(page, email);
        await PressAsync(page, "Back to the form");
        Assert.Equal("Late", await page.Locator("input[name=name]").InputValueAsync());
        Assert.True(await page.Locator("input[value='status:write']").IsCheckedAsync());
    }

    private async Task<string> RevokeNothingAsync(IPage page)
    {
        var own = await Product.AddressAsync();
        var answer = await page.APIRequest.DeleteAsync(
            new Uri(own, $"/api/admin/api-keys/{Guid.NewGuid()}").ToString(),
            new() { Headers = [KeyValuePair.Create("Origin", own.GetLeftPart(UriPartial.Authority))] });
        return await answer.TextAsync();
    }

    [GeneratedRegex("^[a-z]+_[A-Za-z0-9_-]{20,}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();
}
