using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>Organizations are entered into the directory, and their entries changed, in a browser.</summary>
public sealed class EntryPageTests(ProductInBrowser product) : PlatformPage(product)
{
    private const string New = "/admin/organizations/new";

    private readonly string mark = Guid.NewGuid().ToString("N");

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_organization_is_entered_with_its_owner_who_signs_in_and_sees_it(bool script)
    {
        var email = await AccountAsync("Olga Owner");
        var page = await AdminAsync(script: script);
        await page.GotoAsync("/admin/organizations");
        await page.GetByRole(AriaRole.Link, new() { Name = "Enter an organization" }).ClickAsync();
        await page.Locator("input[name=name]").FillAsync($"Пекарня «Свет» {mark}");
        await page.Locator("textarea[name=contact_emails]").FillAsync("office@example.org\n\n books@example.org ");
        await page.Locator("select[name=locale]").SelectOptionAsync("ru");
        await page.Locator("input[name=owner_email]").FillAsync(email.ToUpperInvariant());
        await PressAsync(page, "Enter");

        await page.GetByText("The organization is entered.").WaitForAsync();
        Assert.Equal($"Пекарня «Свет» {mark}", await page.Locator("h1").InnerTextAsync());
        await page.GetByText($"pekarnya-svet-{mark}").First.WaitForAsync();
        await Assertions.Expect(page.Locator("#people")).ToContainTextAsync("Olga Owner");
        await Assertions.Expect(page.Locator("#people")).ToContainTextAsync(email);
        await Assertions.Expect(page.Locator("#people")).ToContainTextAsync("books@example.org");
        await page.GetByRole(AriaRole.Link, new() { Name = "Public page" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = $"Пекарня «Свет» {mark}" }).First.WaitForAsync();

        var owner = await SignedInAsync(email, script: script);
        await owner.GotoAsync("/dashboard/organization/contacts");
        await owner.GetByText("office@example.org").First.WaitForAsync();

        await page.GotoAsync("/admin/audit?action=organization.created");
        await page.Locator(".trail").GetByRole(AriaRole.Link, new() { Name = $"Пекарня «Свет» {mark}" }).WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task What_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept()
    {
        using var admin = await Product.AdminAsync();
        var taken = await OrganizationAsync(admin, "First");
        var page = await AdminAsync();
        await page.GotoAsync(New);
        await page.Locator("input[name=name]").FillAsync("<script>alert(1)</script>");
        await page.Locator("input[name=slug]").FillAsync("\"><script>");
        await page.Locator("textarea[name=contact_emails]").FillAsync("</textarea><script>alert(2)</script>");
        await page.Locator("input[name=owner_email]").FillAsync($"{mark}@example.org");
        await PressAsync(page, "Enter");

        await Assertions.Expect(page.Locator("#f-slug-error")).ToContainTextAsync("letters a–z");
        await Assertions.Expect(page.Locator("#f-contact_emails-error")).ToContainTextAsync("This is no e-mail address.");
        await Assertions.Expect(page.Locator("#f-owner_email-error")).ToContainTextAsync("No account has this address.");
        Assert.Equal(
            "/admin/accounts",
            await page.GetByRole(AriaRole.Link, new() { Name = "Make an account for this address" }).GetAttributeAsync("href"));
        Assert.Equal("<script>alert(1)</script>", await page.Locator("input[name=name]").InputValueAsync());
        Assert.Equal("</textarea><script>alert(2)</script>", await page.Locator("textarea[name=contact_emails]").InputValueAsync());
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "entry-refused");

        await page.Locator("input[name=slug]").FillAsync($"o-{taken:N}");
        await page.Locator("textarea[name=contact_emails]").FillAsync("");
        await page.Locator("input[name=owner_email]").FillAsync("");
        await PressAsync(page, "Enter");
        await Assertions.Expect(page.Locator("#f-slug-error")).ToContainTextAsync("Another organization has this short name");

        // Left empty it is made, and is another one where that of the name is taken.
        await page.Locator("input[name=name]").FillAsync($"O {taken:N}");
        await page.Locator("input[name=slug]").FillAsync("");
        await PressAsync(page, "Enter");
        await page.GetByText("The organization is entered.").WaitForAsync();
        await page.GetByText($"o-{taken:N}-2").First.WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_name_that_is_script_is_shown_as_it_was_typed_and_the_form_sent_twice_enters_one()
    {
        var page = await AdminAsync();
        await page.GotoAsync(New);
        await page.Locator("input[name=name]").FillAsync($"<img src=x onerror=alert(1)> {mark}");
        var again = await page.Locator("main form").EvaluateAsync<string>("form => new URLSearchParams(new FormData(form)).toString()");
        await PressAsync(page, "Enter");
        await page.GetByText("The organization is entered.").WaitForAsync();
        Assert.Equal($"<img src=x onerror=alert(1)> {mark}", await page.Locator("h1").InnerTextAsync());

        var second = await page.APIRequest.PostAsync(New, new()
        {
            DataString = again,
            MaxRedirects = 0,
            Headers =
            [
                new("Content-Type", "application/x-www-form-urlencoded"),
                new("Origin", (await Product.AddressAsync()).GetLeftPart(UriPartial.Authority)),
            ],
        });
        Assert.Equal(303, second.Status);
        Assert.StartsWith(new Uri(page.Url).AbsolutePath, second.Headers["location"], StringComparison.Ordinal);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task An_entry_that_a_colleague_changed_is_not_overwritten_unseen()
    {
        using var admin = await Product.AdminAsync();
        var id = await OrganizationAsync(admin, $"Before {mark}");
        var page = await AdminAsync();
        await page.GotoAsync($"/admin/organizations/{id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change the entry" }).ClickAsync();
        Assert.Equal($"Before {mark}", await page.Locator("input[name=name]").InputValueAsync());
        await page.Locator("input[name=name]").FillAsync($"Mine {mark}");
        await SentAsync(admin.PutAsJsonAsync(
            $"/api/admin/organizations/{id}",
            new { name = $"Theirs {mark}", slug = $"o-{id:N}", contact_emails = new[] { "c@example.org" }, locale = "en" }, Cancelled));
        await PressAsync(page, "Save");

        await page.GetByText("Somebody changed the entry while you had it open.").WaitForAsync();
        await Assertions.Expect(page.Locator(".facts")).ToContainTextAsync($"Theirs {mark}");
        Assert.Equal($"Mine {mark}", await page.Locator("input[name=name]").InputValueAsync());
        Assert.Equal($"Theirs {mark}", await NameAsync(admin, id));
        await ShouldBeAccessibleAsync(page);

        await page.Locator("textarea[name=contact_emails]").FillAsync("c@example.org");
        await PressAsync(page, "Save");
        await page.GetByText("Saved.").WaitForAsync();
        Assert.Equal($"Mine {mark}", await NameAsync(admin, id));
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_platform_viewer_sees_the_entry_and_no_form()
    {
        using var admin = await Product.AdminAsync();
        var id = await OrganizationAsync(admin, $"Seen {mark}");
        var page = await SignedInAsync(await AccountAsync("Viewer", "platform_viewer"));
        foreach (var address in new[] { New, $"/admin/organizations/{id}", $"/admin/organizations/{id}/entry" })
        {
            Assert.Equal(200, (await page.GotoAsync(address))!.Status);
            Assert.Equal(0, await page.Locator("main form[method=post]").CountAsync());
        }

        await Assertions.Expect(page.Locator(".facts")).ToContainTextAsync($"Seen {mark}");
        await page.GotoAsync($"/admin/organizations?q={mark}");
        Assert.Equal(0, await page.GetByRole(AriaRole.Link, new() { Name = "Enter an organization" }).CountAsync());
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task The_pages_fit_every_window(string language, ColorScheme theme)
    {
        using var admin = await Product.AdminAsync();
        var id = await OrganizationAsync(admin, $"Северное сияние {mark}");
        await SentAsync(admin.PutAsJsonAsync(
            $"/api/admin/organizations/{id}/members/{new string('x', 120)}", new { role = "editor" }, Cancelled));
        var page = await AdminAsync(language, theme);
        await LookAtAsync(page, New, "entry-new", language, theme);
        await LookAtAsync(page, $"/admin/organizations/{id}/entry", "entry-change", language, theme);
        await LookAtAsync(page, $"/admin/organizations/{id}", "entry-organization", language, theme);
        await LookAtAsync(page, $"/admin/organizations?q={mark}", "entry-list", language, theme);
        await LookAtAsync(page, "/admin/audit?action=organization.created", "entry-audit", language, theme);
    }

    private async Task<string> AccountAsync(string name, string? role = null)
    {
        using var admin = await Product.AdminAsync();
        var email = $"{Guid.NewGuid():N}@example.org";
        await SentAsync(admin.PostAsJsonAsync(
            "/api/admin/users",
            new { email, display_name = name, password = ProductInBrowser.Password, platform_role = role }, Cancelled));
        return email;
    }

    private async Task<string> NameAsync(HttpClient admin, Guid id) =>
        (await admin.GetFromJsonAsync<JsonElement>($"/api/admin/organizations/{id}", Cancelled)).GetProperty("name").GetString()!;
}
