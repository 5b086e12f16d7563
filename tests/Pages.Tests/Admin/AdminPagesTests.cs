using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>The pages of the platform, as its admins use them.</summary>
public sealed class AdminPagesTests(ProductInBrowser product) : PlatformPage(product)
{
    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Grant_and_revoke_as_platform_admin()
    {
        using var api = await Product.AdminAsync();
        var organization = await api.OrganizationAsync("Northern Lights");
        var page = await AdminAsync();
        await page.GotoAsync("/admin/organizations");
        await page.GetByLabel("Name, short name or id").FillAsync("northern l");
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }));
        await page.GetByRole(AriaRole.Link, new() { Name = "Northern Lights" }).First.ClickAsync();
        await page.GotoAsync($"/admin/organizations/{organization}");

        var b = page.Locator("#level-B");
        await b.GetByText("Grant", new() { Exact = true }).First.ClickAsync();
        await b.GetByLabel("Notes").FillAsync("A visit on site");
        await SendAsync(page, b.GetByRole(AriaRole.Button, new() { Name = "Grant", Exact = true }));
        await page.GetByText("The level is granted.").WaitForAsync();
        Assert.Equal("B", await api.LevelAsync(organization));

        await b.GetByText("Revoke", new() { Exact = true }).First.ClickAsync();
        await b.GetByLabel("Reason").FillAsync("Its papers were not its own");
        await SendAsync(page, b.GetByRole(AriaRole.Button, new() { Name = "Revoke level B" }));
        await page.GetByText("The level is revoked.").WaitForAsync();
        Assert.Equal("0", await api.LevelAsync(organization));
        await Assertions.Expect(page.Locator("#history tbody tr").First).ToContainTextAsync("Its papers were not its own");
        await Assertions.Expect(page.Locator("#news")).ToContainTextAsync("Level B was revoked");
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_reviewer_approves_one_request_and_rejects_the_next_without_script()
    {
        using var api = await Product.AdminAsync();
        var (first, second) = (await api.OrganizationAsync("First in line"), await api.OrganizationAsync("Second in line"));
        var (one, two) = (await api.AskAsync(first), await api.AskAsync(second, "Us, too <script>alert(1)</script>"));
        var page = await AdminAsync(script: false);

        await page.GotoAsync($"/admin/requests/{first}/{one}");
        await page.GetByLabel("Comment for the organization").First.FillAsync("Well done");
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Approve and grant level B" }));
        await page.GetByText("The request is approved").WaitForAsync();
        Assert.Equal("B", await api.LevelAsync(first));

        await page.GotoAsync($"/admin/requests/{second}/{two}");
        await page.GetByLabel("Reason", new() { Exact = true }).FillAsync("The report is missing");
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Reject the request" }));
        await page.GetByText("The request is rejected.").WaitForAsync();
        Assert.Equal("0", await api.LevelAsync(second));
        await page.GotoAsync($"/admin/requests/{second}/{two}");
        await page.GetByText("The report is missing").WaitForAsync();
        await page.GetByText("<script>alert(1)</script>").WaitForAsync();
        await Assertions.Expect(page.Locator(".evidence strong").Last).ToHaveTextAsync("пример.рф xn--e1afmkfd.xn--p1ai");
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_form_that_a_colleague_overtook_says_what_changed_and_keeps_what_was_typed()
    {
        using var api = await Product.AdminAsync();
        var organization = await api.OrganizationAsync("Two at once");
        await api.GrantAsync(organization, "B");
        var page = await AdminAsync();
        await page.GotoAsync($"/admin/organizations/{organization}");
        var b = page.Locator("#level-B");
        await b.GetByText("Revoke", new() { Exact = true }).First.ClickAsync();
        await b.GetByLabel("Reason").FillAsync("Typed with care");

        await api.GrantAsync(organization, "A");
        var stale = await SendAsync(page, b.GetByRole(AriaRole.Button, new() { Name = "Revoke level B" }));

        Assert.Equal(412, stale.Status);
        await Assertions.Expect(page.Locator("#meanwhile").Locator("..")).ToContainTextAsync("A: Granted");
        Assert.Equal("Typed with care", await b.GetByLabel("Reason").InputValueAsync());
        Assert.Equal("B", await api.LevelAsync(organization));
        await ShouldBeAccessibleAsync(page);

        await SendAsync(page, b.GetByRole(AriaRole.Button, new() { Name = "Revoke level B" }));
        await page.GetByText("The level is revoked.").WaitForAsync();
        Assert.Equal("A", await api.LevelAsync(organization));
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_form_that_is_sent_twice_is_done_once()
    {
        using var api = await Product.AdminAsync();
        var organization = await api.OrganizationAsync("Double click");
        var page = await AdminAsync(script: false);
        await page.GotoAsync($"/admin/organizations/{organization}");
        var grant = page.Locator("#level-B form").First;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in await grant.Locator("input[type=hidden]").AllAsync())
        {
            fields[(await field.GetAttributeAsync("name"))!] = (await field.GetAttributeAsync("value"))!;
        }

        var form = page.APIRequest.CreateFormData();
        foreach (var (name, value) in fields)
        {
            form.Set(name, value);
        }

        var answers = new List<int>();
        for (var times = 0; times < 2; times++)
        {
            var answer = await page.APIRequest.PostAsync(
                (await grant.GetAttributeAsync("action"))!,
                new()
                {
                    Form = form,
                    MaxRedirects = 0,
                    Headers = [new(
                    "Origin", (await Product.AddressAsync()).GetLeftPart(UriPartial.Authority))]
                });
            answers.Add(answer.Status);
        }

        Assert.Equal([303, 303], answers);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#history tbody tr")).ToHaveCountAsync(1);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task An_organization_is_forgotten_only_by_whoever_types_its_name()
    {
        using var api = await Product.AdminAsync();
        var organization = await api.OrganizationAsync("Forget me");
        await api.GrantAsync(organization, "B");
        var page = await AdminAsync();
        await page.GotoAsync($"/admin/organizations/{organization}");
        await page.GetByText("Erase the data of this organization …").ClickAsync();
        await page.GetByLabel("Confirm").FillAsync("something else");
        var refused = await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Erase for good" }));
        Assert.Equal(422, refused.Status);
        await page.GetByText("This is not what is asked for.").WaitForAsync();

        await page.GetByLabel("Confirm").FillAsync($"o-{organization:N}");
        await SendAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Erase for good" }));
        await page.GetByText("The data of the organization is erased.").WaitForAsync();
        await page.GotoAsync($"/admin/organizations/{organization}");
        await page.GetByText("The data of this organization was erased on").WaitForAsync();
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task The_pages_of_the_platform_keep_nobody_out(string language, ColorScheme theme)
    {
        using var api = await Product.AdminAsync();
        var organization = await api.OrganizationAsync(language == "ru" ? "Общество с ограниченной ответственностью «Северное сияние и партнёры»" : "Harbour & Sons");
        await api.GrantAsync(organization, "B", TimeProvider.System.GetUtcNow().AddDays(5));
        await api.MissPaymentAsync(organization);
        var other = await api.OrganizationAsync("שלום 🚀 " + new string('x', 150));
        var request = await api.AskAsync(other, new string('y', 300));
        var shown = await AdminAsync(language, theme, width: 320);
        var wide = await AdminAsync(language, theme, width: 1440);
        foreach (var (name, address) in new[]
        {
            ("overview", "/admin"), ("requests", "/admin/requests"), ("review", $"/admin/requests/{other}/{request}"),
            ("organizations", "/admin/organizations"), ("organization", $"/admin/organizations/{organization}"),
            ("nobody", $"/admin/organizations/{Guid.NewGuid()}"), ("none", "/admin/organizations?q=nobody+has+this"),
            ("expiring", "/admin/expiring"), ("graces", "/admin/expiring?kind=graces"),
        })
        {
            await shown.GotoAsync(address);
            await PictureAsync(shown, $"admin-{name}-320-{language}-{theme}");
            await ShouldBeAccessibleAsync(shown);
            await wide.GotoAsync(address);
            await PictureAsync(wide, $"admin-{name}-1440-{language}-{theme}");
            await ShouldBeAccessibleAsync(wide);
        }
    }
}
