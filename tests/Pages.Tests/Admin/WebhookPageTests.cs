using System.Net.Http.Json;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>Webhook endpoints in a browser.</summary>
public sealed class WebhookPageTests(ProductInBrowser product) : PlatformPage(product)
{
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endpoint_is_added_tested_disabled_enabled_and_the_audit_shows_it(bool script)
    {
        await using var receiver = new HookReceiver(keeps: false);
        var page = await AdminAsync(script: script);
        await page.GotoAsync("/admin/webhooks");
        await page.Locator("input[name=url]").FillAsync(receiver.Url.ToString());
        await PressAsync(page, "Add the endpoint");
        Assert.StartsWith("whsec_", await page.Locator(".secret").InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByText("I have copied it").ClickAsync();
        var address = new Uri(page.Url).AbsolutePath;
        await page.Locator("input[name=url]").FillAsync("https://127.0.0.1:x");
        await PressAsync(page, "Save");
        await page.Locator(".field .error").WaitForAsync();
        await page.Locator("input[name=url]").FillAsync($"{receiver.Url}?key=new");
        await PressAsync(page, "Save");
        await page.GetByText("Saved.").WaitForAsync();
        await page.Locator(".lead").GetByText("?key=new").WaitForAsync();

        await PressAsync(page, "Send a test event");
        await page.GetByText("It works.").WaitForAsync();
        await page.GotoAsync(address);
        await PressAsync(page, "Disable");
        await page.GetByText("The endpoint is disabled.").WaitForAsync();
        await PressAsync(page, "Test and enable");
        await page.GetByText("The endpoint works and hears of events again.").WaitForAsync();
        Assert.True(receiver.Count >= 2, "The test and what enabling sends did not arrive.");

        await page.GotoAsync($"/admin/audit?subject_id={address.Split('/')[^1]}");
        Assert.Equal(
            ["Endpoint enabled", "Endpoint changed", "Endpoint changed", "Endpoint added"],
            await page.Locator(".trail strong").AllInnerTextsAsync());
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task What_a_receiver_was_sent_is_shown_with_its_tries_and_sent_again()
    {
        await using var receiver = new HookReceiver(keeps: false);
        using var admin = await Product.AdminAsync();
        var endpoint = await EndpointAsync(admin, receiver.Url);
        await OrganizationAsync(admin, "Told of");
        await Eventually.HoldsAsync(() => receiver.Count > 0);
        var page = await AdminAsync(width: 320);
        await Eventually.SeesAsync(
            async () =>
            {
                await page.GotoAsync($"/admin/webhooks/{endpoint}?status=delivered");
                return await page.Locator(".tight a").CountAsync();
            },
            delivered => delivered > 0);
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "webhooks-deliveries-320");
        await page.Locator(".tight a").First.ClickAsync();
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, "webhooks-delivery-320");

        var before = receiver.Count;
        await PressAsync(page, "Send again");
        await page.GetByText("The event is on its way again.").WaitForAsync();
        await Eventually.HoldsAsync(() => receiver.Count > before);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_colleague_who_was_faster_is_told_of_and_nothing_is_changed()
    {
        await using var receiver = new HookReceiver(keeps: false);
        using var admin = await Product.AdminAsync();
        var endpoint = await EndpointAsync(admin, receiver.Url);
        var page = await AdminAsync();
        await page.GotoAsync($"/admin/webhooks/{endpoint}");
        await SentAsync(admin.PatchAsJsonAsync(
            $"/api/admin/webhook-endpoints/{endpoint}", new { description = "Other" }, Cancelled));

        await PressAsync(page, "Disable");
        await page.GetByText("Somebody was faster").WaitForAsync();
        await page.GetByText("Other").WaitForAsync();
        await page.GetByText("Works", new() { Exact = true }).WaitForAsync();
    }
}
