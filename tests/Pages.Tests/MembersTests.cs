using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>Whose pages are shown, and what those who only read are shown of them.</summary>
public sealed class MembersTests(ProductInBrowser product) : BrowserTest(product)
{
    private const string Home = "/dashboard/organization";

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_viewer_sees_no_button_that_would_be_refused_and_why()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.GrantAsync("A");
        var page = await SignedInAsync(organization.ViewerEmail);
        foreach (var (address, why) in new[]
        {
            ("status", "Administrators and owners of the organization ask for a level."),
            ("contacts", "Ask an administrator or the owner of your organization."),
            ("webhooks", "Administrators and owners of the organization make, change and test endpoints."),
        })
        {
            await page.GotoAsync($"{Home}/{address}");
            await page.GetByText(why).First.WaitForAsync();
            Assert.Equal(0, await page.Locator("main form").CountAsync());
        }

        var refused = await page.APIRequest.PostAsync($"{Home}/status/request", new()
        {
            Headers = [new("Origin", (await Product.AddressAsync()).GetLeftPart(UriPartial.Authority))],
            Form = page.Context.APIRequest.CreateFormData(),
        });
        Assert.Equal(403, refused.Status);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_link_chooses_the_organization_that_it_names_for_its_members_alone()
    {
        var first = await TestOrganization.MakeAsync(Product, "First Bakery");
        var second = await TestOrganization.MakeAsync(Product, "Second Bakery");
        await second.GrantAsync("B");
        await second.JoinAsync($"both-{first.Id:n}@example.org", "Bea Both", "admin");
        var page = await SignedInAsync($"both-{first.Id:n}@example.org");
        await first.AddAsync(second.IdOf("Bea Both"), "viewer");

        await page.GotoAsync($"{Home}/status?organization_id={first.Id}");
        await page.Locator("header .chosen", new() { HasText = "First Bakery" }).WaitForAsync();
        await page.GotoAsync($"{Home}/preferences?organization_id={second.Id}");
        await page.GotoAsync($"{Home}/status");
        await page.Locator("header .chosen", new() { HasText = "Second Bakery" }).WaitForAsync();

        await page.GotoAsync(Home);
        await page.Locator(".cards .level", new() { HasText = "Level B" }).WaitForAsync();
        Assert.Equal(2, await page.Locator(".cards > li").CountAsync());
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "org-list-1280-en");

        var foreign = await page.GotoAsync($"{Home}/status?organization_id={Guid.NewGuid()}");
        Assert.Equal(403, foreign!.Status);
        var nobody = await SignedInAsync(ProductInBrowser.AdminEmail);
        var platform = await nobody.GotoAsync($"{Home}/status?organization_id={first.Id}");
        Assert.Equal(403, platform!.Status);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Notifications_are_read_one_by_one_and_all_at_once()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.GrantAsync("A");
        await organization.GrantAsync("B");
        await organization.RevokeAsync("A", "Asked for.");
        var page = await SignedInAsync(organization.ViewerEmail, script: false);
        await page.GotoAsync($"{Home}/notifications");
        Assert.Equal("3", await page.Locator("header .count [aria-hidden]").InnerTextAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Mark as read: Level B is granted" }).ClickAsync();
        await page.GetByText("Marked as read.").WaitForAsync();
        await page.GetByText("Unread (2)").ClickAsync();
        Assert.Equal(2, await page.Locator(".notices > li").CountAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" }).ClickAsync();
        await page.GetByText("Unread (0)").WaitForAsync();
        Assert.Equal(0, await page.Locator("header .count").CountAsync());
        Assert.Equal(3, await page.Locator(".notices > li").CountAsync());
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Contacts_and_choices_of_mail_are_kept()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.OwnerEmail, script: false);
        await page.GotoAsync($"{Home}/contacts");
        await page.Locator("input[name=contact_emails]").FillAsync("OFFICE@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByText("This is in the list already.").WaitForAsync();
        await page.Locator("input[name=contact_emails]").FillAsync("new@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByText("The contact was added.").WaitForAsync();
        await page.GetByText("not confirmed").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove: books@example.org" }).ClickAsync();
        await page.GetByText("The contact was removed.").WaitForAsync();
        Assert.Equal(2, await page.Locator(".list > li").CountAsync());

        await page.GotoAsync($"{Home}/preferences");
        Assert.True(await page.Locator("#expiry").IsDisabledAsync());
        await page.Locator("#payments").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByText("Saved.").WaitForAsync();
        Assert.False(await page.Locator("#payments").IsCheckedAsync());
        Assert.True(await page.Locator("#expiry").IsCheckedAsync());
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_webhook_endpoint_is_made_changed_tested_and_disabled()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail, script: false);
        await page.GotoAsync($"{Home}/webhooks");
        await page.Locator("input[name=url]").FillAsync("javascript:alert(1)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and show the secret" }).ClickAsync();
        await page.Locator(".field .error").WaitForAsync();
        await page.Locator("input[name=url]").FillAsync("https://hooks.example.com/in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and show the secret" }).ClickAsync();
        Assert.StartsWith("whsec_", await page.Locator("code.secret").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("main a.primary").ClickAsync();

        await page.Locator("input[name=description]").FillAsync("The back office");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByText("Saved.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test event" }).ClickAsync();
        await page.GetByText("It did not take the event.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        await page.GetByText("Nothing is sent to it any more.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test and enable" }).ClickAsync();
        await page.GetByText("nothing was changed").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Replace the secret" }).ClickAsync();
        Assert.StartsWith("whsec_", await page.Locator("code.secret").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("main a.primary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the endpoint" }).ClickAsync();
        await page.GetByText("The endpoint was removed.").WaitForAsync();
    }
}
