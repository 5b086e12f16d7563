using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>People of an organization are added, given another role and removed on its page.</summary>
public sealed class MemberFormTests(ProductInBrowser product) : PlatformPage(product)
{
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_is_added_given_another_role_and_removed(bool script)
    {
        using var admin = await Product.AdminAsync();
        var id = await OrganizationAsync(admin, "With people");
        var email = $"{Guid.NewGuid():N}@example.org";
        await SentAsync(admin.PostAsJsonAsync(
            "/api/admin/users", new { email, display_name = "Rita <b>", password = ProductInBrowser.Password }, Cancelled));
        var page = await AdminAsync(script: script);
        await page.GotoAsync($"/admin/organizations/{id}");
        await AddAsync(page, email, "editor");
        await page.GetByText("The person is a member now.").WaitForAsync();
        var people = page.Locator("#people");
        await Assertions.Expect(people.GetByRole(AriaRole.Link, new() { Name = "Rita <b>" })).ToBeVisibleAsync();
        await Assertions.Expect(people).ToContainTextAsync(email);
        Assert.Equal(["editor"], await RolesAsync(admin, id));

        // Again, and somebody whom nobody knows.
        await AddAsync(page, email, "owner");
        await people.GetByText("This person is a member already.").WaitForAsync();
        await page.Locator("#f-user_id").FillAsync($"nobody-{id:N}@example.org");
        await PressAsync(page, "Add the person");
        await people.GetByText("No account has this address.").WaitForAsync();
        await people.GetByRole(AriaRole.Link, new() { Name = "Make an account for this address" }).WaitForAsync();
        Assert.Equal("owner", await page.Locator("#f-role").InputValueAsync());
        if (script)
        {
            await ShouldBeAccessibleAsync(page);
        }

        await PictureAsync(page, $"members-refused-{script}");
        Assert.Equal(["editor"], await RolesAsync(admin, id));

        await page.GotoAsync($"/admin/organizations/{id}");
        await people.GetByText("Change …").ClickAsync();
        await PictureAsync(page, $"members-open-{script}");
        await page.Locator("#role-0").SelectOptionAsync("owner");
        await PressAsync(page, "Save Rita <b>");
        await page.GetByText("The role is changed.").WaitForAsync();
        Assert.Equal(["owner"], await RolesAsync(admin, id));

        await people.GetByText("Change …").ClickAsync();
        await PressAsync(page, "Remove from the organization Rita <b>");
        await page.GetByText("The person is no longer a member.").WaitForAsync();
        Assert.Empty(await RolesAsync(admin, id));
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_subject_of_a_token_is_a_member_and_a_role_that_a_colleague_changed_is_not_overwritten()
    {
        using var admin = await Product.AdminAsync();
        var id = await OrganizationAsync(admin, "With strangers");
        var page = await AdminAsync();
        await page.GotoAsync($"/admin/organizations/{id}");
        await AddAsync(page, "auth0|<script>alert(1)</script>", "viewer");
        await page.GetByText("The person is a member now.").WaitForAsync();
        await Assertions.Expect(page.Locator("#people")).ToContainTextAsync("auth0|<script>alert(1)</script>");

        await page.Locator("#people").GetByText("Change …").ClickAsync();
        await page.Locator("#role-0").SelectOptionAsync("owner");
        var address = $"/api/admin/organizations/{id}/members/{Uri.EscapeDataString("auth0|<script>alert(1)</script>")}";
        await SentAsync(admin.PutAsJsonAsync(address, new { role = "editor" }, Cancelled));
        await PressAsync(page, "Save auth0|<script>alert(1)</script>");
        await page.Locator("#meanwhile").WaitForAsync();
        Assert.Equal(["editor"], await RolesAsync(admin, id));
        Assert.Equal("owner", await page.Locator("#role-0").InputValueAsync());
        await ShouldBeAccessibleAsync(page);

        await SentAsync(admin.DeleteAsync(address, Cancelled));
        await PressAsync(page, "Remove from the organization auth0|<script>alert(1)</script>");
        await page.Locator("#meanwhile").WaitForAsync();
        await page.GetByText("It has no members.").WaitForAsync();
    }

    private static async Task AddAsync(IPage page, string who, string role)
    {
        if (!await page.Locator("#f-user_id").IsVisibleAsync())
        {
            await page.GetByText("Add a person …").ClickAsync();
        }

        await page.Locator("#f-user_id").FillAsync(who);
        await page.Locator("#f-role").SelectOptionAsync(role);
        await PressAsync(page, "Add the person");
    }

    private async Task<string[]> RolesAsync(HttpClient admin, Guid id)
    {
        var known = await admin.GetFromJsonAsync<JsonElement>($"/api/admin/organizations/{id}", Cancelled);
        return [.. known.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("role").GetString()!)];
    }
}
