using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests;

/// <summary>Where an organization stands, and how it asks for more.</summary>
public sealed class StandingTests(ProductInBrowser product) : BrowserTest(product)
{
    private const string Status = "/dashboard/organization/status";
    private const string Message = "textarea[name=message]";
    private const string Link = "input[name=evidence_urls]";
    private const string Send = "main form.form button.primary";

    [Fact(SkipExceptions = [typeof(MissingHereException)], DisplayName = "organization status as an org admin")]
    public async Task Organization_status_as_an_org_admin()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.SubscriptionAsync("active");
        await organization.GrantAsync("B");
        await organization.ReportAsync(11, 91.5m, 60, 1);
        var page = await SignedInAsync(organization.AdminEmail);
        await page.GotoAsync(Status);

        Assert.Equal("Level B", await page.Locator(".level.large strong").InnerTextAsync());
        Assert.Equal(2, await page.Locator(".held li").CountAsync());
        Assert.Equal(4, await page.Locator(".criteria progress").CountAsync());
        await page.GetByText("60 now, less than 48 needed").WaitForAsync();
        await page.GetByText("A reminder that level B ends in 60 days").WaitForAsync();
        await page.GetByText($"sub_{organization.Id:n}").WaitForAsync();
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(false, "The time to pay ends, and level A with it")]
    [InlineData(true, "The time to pay ends; level A stays")]
    public async Task The_end_of_a_grace_is_said_to_take_the_level_along_only_where_it_does(bool isHeldOtherwise, string sentence)
    {
        var organization = await TestOrganization.MakeAsync(Product);
        if (isHeldOtherwise)
        {
            await organization.GrantAsync("A", TimeProvider.System.GetUtcNow().AddYears(1));
        }

        await organization.SubscriptionAsync("active");
        await organization.SubscriptionAsync("past_due");
        var page = await SignedInAsync(organization.AdminEmail);
        await page.GotoAsync(Status);

        await page.Locator(".timeline").GetByText(sentence, new() { Exact = true }).WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task An_end_that_is_near_is_told_on_top_and_in_the_list_and_what_was_taken_is_said_with_its_reason()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        await organization.GrantAsync("B", TimeProvider.System.GetUtcNow().AddDays(6.5));
        var page = await SignedInAsync(organization.AdminEmail);

        await page.GotoAsync("/dashboard/organization");
        await page.Locator(".card .tag.warn").GetByText("B: 7 days left").WaitForAsync();
        await page.GotoAsync(Status);
        var banner = page.Locator(".banner");
        await banner.GetByText("Level B ends soon").WaitForAsync();
        await banner.GetByText("(7 days left)").WaitForAsync();

        await organization.RevokeAsync("B", "The kiln was sold.");
        await page.ReloadAsync();
        Assert.Equal(0, await banner.CountAsync());
        await page.Locator(".now").GetByText("The kiln was sold.").WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task An_admin_asks_for_a_level_by_keyboard_alone_and_reads_the_answer()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail);
        await page.GotoAsync(Status);

        await TabToAsync(page, Message);
        await page.Keyboard.TypeAsync("We bake.");
        await TabToAsync(page, Link);
        await page.Keyboard.TypeAsync("https://a.example.org/1");
        await TabToAsync(page, "button[name=add_link]");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(Link).Nth(1).WaitForAsync();
        Assert.Equal("We bake.", await page.Locator(Message).InputValueAsync());
        await page.Keyboard.TypeAsync("https://b.example.org/2");
        await TabToAsync(page, "form.form button.primary");
        await page.Keyboard.PressAsync("Enter");

        await page.GetByText("Your request is with the platform.").WaitForAsync();
        Assert.Equal(2, await page.Locator(".links a[rel='noopener noreferrer nofollow']").CountAsync());
        await organization.ReviewAsync(
            await organization.PendingRequestAsync(),
            new { decision = "reject", rejection_reason = "The licence has run out.", comment = "Come back soon." });
        await page.ReloadAsync();
        await page.GetByText("The licence has run out.").WaitForAsync();
        await page.GetByText("Come back soon.").WaitForAsync();
        await page.GetByText("The next one is possible from").WaitForAsync();
        Assert.Equal(0, await page.Locator(Message).CountAsync());
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Without_script_links_are_added_one_by_one_and_the_request_is_taken_back()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.OwnerEmail, script: false);
        await page.GotoAsync(Status);
        for (var link = 0; link < 10; link++)
        {
            await page.Locator(Link).Nth(link).FillAsync($"https://example.org/{link}");
            if (link < 9)
            {
                await page.Locator("button[name=add_link]").ClickAsync();
            }
        }

        await page.Locator(Send).ClickAsync();
        await page.GetByText("Your request is with the platform.").WaitForAsync();
        Assert.Equal(10, await page.Locator(".links a").CountAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Take the request back" }).ClickAsync();
        await page.GetByText("The request was taken back.").WaitForAsync();
        await page.Locator(Message).WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task What_is_refused_stays_in_the_form_beside_its_reason()
    {
        var organization = await TestOrganization.MakeAsync(Product, "<script>alert(1)</script> مخبز 🥐");
        var page = await SignedInAsync(organization.AdminEmail, language: "ru", width: 320);
        await page.GotoAsync(Status);
        var word = new string('ж', 10_000);
        await page.Locator(Message).FillAsync(word);
        await page.Locator(Link).FillAsync("javascript:alert(document.cookie)");
        var answered = await page.RunAndWaitForResponseAsync(
            () => page.Locator(Send).ClickAsync(), answer => answer.Request.Method == "POST");

        Assert.Equal(422, answered.Status);
        Assert.Equal(word, await page.Locator(Message).InputValueAsync());
        await page.GetByText("Не больше 2000 знаков.").First.WaitForAsync();
        await page.GetByText("Это не веб-адрес").WaitForAsync();
        Assert.Equal("true", await page.Locator(Link).GetAttributeAsync("aria-invalid"));
        await ShouldBeAccessibleAsync(page);

        await page.Locator(Message).FillAsync($"{new string('w', 1_900)}<img src=x onerror=alert(1)>");
        await page.Locator(Link).FillAsync("https://example.org/<script>");
        await page.Locator(Send).ClickAsync();
        await page.GetByText("Заявка отправлена платформе.").WaitForAsync();
        Assert.Equal(0, await page.Locator("main img, main script").CountAsync());
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "org-hostile-320-ru");
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_form_that_came_too_late_says_what_has_changed_and_keeps_what_was_typed()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail);
        await page.GotoAsync(Status);
        await page.Locator(Message).FillAsync("Typed before.");
        await organization.GrantAsync("A");

        var answered = await page.RunAndWaitForResponseAsync(
            () => page.Locator(Send).ClickAsync(), answer => answer.Request.Method == "POST");

        Assert.Equal(412, answered.Status);
        await page.GetByText("Somebody was faster").WaitForAsync();
        await page.GetByText("Level A, Granted").WaitForAsync();
        Assert.Equal("Typed before.", await page.Locator(Message).InputValueAsync());
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "org-stale-1280-en");
        await page.Locator(Send).ClickAsync();
        await page.GetByText("Your request is with the platform.").WaitForAsync();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_form_that_is_sent_twice_is_done_once()
    {
        var organization = await TestOrganization.MakeAsync(Product);
        var page = await SignedInAsync(organization.AdminEmail);
        await page.GotoAsync(Status);
        var form = page.Context.APIRequest.CreateFormData();
        foreach (var field in await page.Locator("main form.form input[type=hidden]").AllAsync())
        {
            form.Set((await field.GetAttributeAsync("name"))!, await field.InputValueAsync());
        }

        var address = await page.Locator("main form.form").GetAttributeAsync("action");
        for (var time = 0; time < 2; time++)
        {
            var answer = await page.APIRequest.PostAsync(
                address!,
                new()
                {
                    Form = form,
                    MaxRedirects = 0,
                    Headers = [new("Origin", (await Product.AddressAsync()).GetLeftPart(UriPartial.Authority))],
                });
            Assert.Equal(303, answer.Status);
        }

        await page.GotoAsync(Status);
        Assert.Equal(1, await page.GetByText("waits for an answer").CountAsync());
        Assert.Equal(0, await page.GetByText("Earlier requests").CountAsync());
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var tabs = 0; tabs < 60; tabs++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.Locator(selector).Last.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"No key leads to {selector}.");
    }
}
