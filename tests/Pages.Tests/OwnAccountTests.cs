using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>The page of one's own account.</summary>
public sealed class OwnAccountTests(ProductInBrowser product) : BrowserTest(product)
{
    private const string Address = "/account";
    private const string NewPassword = "lighthouse over quiet water 7";
    private const string Current = "input[name=current_password]";
    private const string Wanted = "input[name=password]";

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task It_keeps_nobody_out_and_says_who_one_is(string language, ColorScheme theme)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.ViewerEmail, language: language, theme: theme);

        await LookAtAsync(page, Address, "account", language, theme);

        Assert.Equal(["Viktor Viewer", organization.ViewerEmail], await page.Locator(".facts dd").AllInnerTextsAsync());
        await page.Locator(Current).FillAsync("not the password");
        await page.Locator(Wanted).FillAsync("password123");
        await page.SetViewportSizeAsync(320, 900);
        await ChangeAsync(page);
        await page.Locator("#f-password-error").WaitForAsync();
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, $"account-refused-320-{language}-{theme}");
        await page.Locator("header summary").ClickAsync();
        var menu = (await page.Locator(".menu > div").BoundingBoxAsync())!;
        Assert.InRange(menu.X, 0, 320 - menu.Width);
        await PictureAsync(page, $"account-menu-320-{language}-{theme}");
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_changed_password_is_the_only_one_and_ends_the_other_sessions_but_not_this_one(bool script)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var email = organization.ViewerEmail;
        var elsewhere = await SignedInAsync(email);
        var page = await SignedInAsync(email, script: script);
        await page.Locator("header summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Your account" }).ClickAsync();
        await page.GetByText("all your other sessions end").WaitForAsync();

        await page.Locator(Current).FillAsync(ProductInBrowser.Password);
        await page.Locator(Wanted).FillAsync(NewPassword);
        await ChangeAsync(page);

        await page.GetByText("Your password is changed.").WaitForAsync();
        Assert.Equal(200, (await page.GotoAsync(Address))!.Status);
        Assert.Equal(401, (await elsewhere.GotoAsync(Address))!.Status);
        await SignInAsync(elsewhere, email);
        await elsewhere.GetByText("The e-mail address or the password is wrong.").WaitForAsync();
        await SignInAsync(elsewhere, email, NewPassword);
        await elsewhere.Locator(Current).WaitForAsync();
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("not the password", NewPassword, "current_password", "This is not the current password.")]
    [InlineData(ProductInBrowser.Password, "password123", "password", "This password is guessed too soon")]
    [InlineData(ProductInBrowser.Password, "Viktor Viewer", "password", "This password is guessed too soon")]
    public async Task What_is_wrong_stands_beside_its_field_and_nothing_changes(string current, string wanted, string field, string fault)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var elsewhere = await SignedInAsync(organization.ViewerEmail);
        var page = await SignedInAsync(organization.ViewerEmail);
        await page.GotoAsync(Address);

        await page.Locator(Current).FillAsync(current);
        await page.Locator(Wanted).FillAsync(wanted);
        await ChangeAsync(page);

        await page.Locator($"#f-{field}-error").GetByText(fault).WaitForAsync();
        Assert.Equal(1, await page.Locator("main .error").CountAsync());
        // No password comes back.
        Assert.Equal("", await page.Locator(Current).InputValueAsync());
        Assert.Equal("", await page.Locator(Wanted).InputValueAsync());
        Assert.Equal(200, (await elsewhere.GotoAsync(Address))!.Status);
        await SignedInAsync(organization.ViewerEmail);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_language_is_that_of_mails_and_of_pages_until_it_is_taken_back()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.ViewerEmail);
        await page.GotoAsync(Address);

        await page.Locator("select[name=locale]").SelectOptionAsync("ru");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await page.GetByText("Сохранено.").WaitForAsync();
        Assert.Equal("ru", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal("ru", await LocaleAsync(page));
        Assert.Equal("ru", await page.Locator("select[name=locale]").InputValueAsync());

        await page.Locator("select[name=locale]").SelectOptionAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Сохранить" }).ClickAsync();

        await page.GetByText("Saved.").WaitForAsync();
        Assert.Null(await LocaleAsync(page));
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signing_out_on_all_devices_ends_every_session_of_this_account_and_of_no_other(bool script)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var (other, elsewhere) = (await SignedInAsync(organization.AdminEmail), await SignedInAsync(organization.ViewerEmail));
        var page = await SignedInAsync(organization.ViewerEmail, script: script);
        await page.GotoAsync(Address);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out on all devices" }).ClickAsync();

        await page.GetByText("You have signed out on all devices.").WaitForAsync();
        Assert.Equal(401, (await page.GotoAsync(Address))!.Status);
        Assert.Equal(401, (await elsewhere.GotoAsync(Address))!.Status);
        Assert.Equal(200, (await other.GotoAsync(Address))!.Status);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_session_that_ended_under_the_form_is_asked_for_and_no_password_comes_along()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var (page, elsewhere) = (await SignedInAsync(organization.ViewerEmail), await SignedInAsync(organization.ViewerEmail));
        await page.GotoAsync(Address);
        await page.Locator(Current).FillAsync(ProductInBrowser.Password);
        await page.Locator(Wanted).FillAsync(NewPassword);
        await elsewhere.GotoAsync(Address);
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Sign out on all devices" }).ClickAsync();
        await elsewhere.GetByText("You have signed out on all devices.").WaitForAsync();

        await ChangeAsync(page);

        await page.Locator("input[name=email]").WaitForAsync();
        Assert.DoesNotContain(NewPassword, await page.ContentAsync(), StringComparison.Ordinal);
        await SignInAsync(page, organization.ViewerEmail);
        await page.Locator(Current).WaitForAsync();
        Assert.EndsWith(Address, page.Url, StringComparison.Ordinal);
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task Whoever_an_issuer_vouches_for_is_told_where_the_password_is_and_can_sign_out_everywhere(
        string language, ColorScheme theme)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var subject = $"auth0|{Guid.NewGuid():n}";
        await organization.AddAsync(subject, "viewer");
        var (page, elsewhere) = (await ByIssuerAsync(subject, language, theme), await ByIssuerAsync(subject, language, theme));

        await LookAtAsync(page, Address, "account-issuer", language, theme);

        Assert.Equal(["Olga", "olga@example.org"], await page.Locator(".facts dd").AllInnerTextsAsync());
        await page.Locator("main .notice").GetByText("127.0.0.1").WaitForAsync();
        Assert.Equal(0, await page.Locator("input[type=password], select").CountAsync());
        await page.Locator("main form button").ClickAsync();
        await page.Locator(".notice.good").WaitForAsync();
        Assert.Equal(401, (await elsewhere.GotoAsync(Address))!.Status);
    }

    private static Task ChangeAsync(IPage page) => page.Locator("form[action*='/account/password'] button").ClickAsync();

    private async Task<IPage> ByIssuerAsync(string subject, string language, ColorScheme theme)
    {
        (await Product.IssuerAsync()).Visitor = (subject, claims =>
            (claims["name"], claims["email"], claims["email_verified"]) = ("Olga", "olga@example.org", true));
        var page = await OpenAsync(language, theme);
        await page.GotoAsync("/sign-in");
        await page.Locator("a[href*='/sign-in/oidc']").ClickAsync();
        await page.Locator("header summary").WaitForAsync();
        return page;
    }

    // As mails find it.
    private static async Task<string?> LocaleAsync(IPage page) =>
        (await (await page.APIRequest.GetAsync("/api/session")).JsonAsync())!.Value.GetProperty("user").GetProperty("locale").GetString();
}
