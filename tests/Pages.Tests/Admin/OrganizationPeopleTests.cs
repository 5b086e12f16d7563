using System.Net.Http.Json;
using Microsoft.Playwright;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>Whom mail about an organization reaches, as its page of the platform says it.</summary>
public sealed class OrganizationPeopleTests(ProductInBrowser product) : PlatformPage(product)
{
    private const string Nobody = "Mail about this organization reaches nobody";

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task It_is_said_when_there_is_nobody_and_only_then()
    {
        using var admin = await Product.AdminAsync();
        var organization = await OrganizationAsync(admin, "Nobody home");
        var page = await AdminAsync();

        // Nobody; then a member whose address nobody knows; then one with an account.
        await ShouldSayAsync(page, organization, Nobody, "It has no contacts.");
        await MemberAsync(admin, organization, $"auth0|{Guid.NewGuid():n}");
        await ShouldSayAsync(page, organization, Nobody, "It has no contacts.");
        await PictureAsync(page, "admin-people-nobody");
        using var made = await admin.PostAsJsonAsync(
            "/api/admin/users",
            new { email = $"o{Guid.NewGuid():n}@example.org", display_name = "Olga", password = ProductInBrowser.Password }, Cancelled);
        await MemberAsync(admin, organization, (await made.Content.ReadFromJsonAsync<Account>(Cancelled))!.Id);
        await ShouldSayAsync(page, organization, "It has no contacts: mail about it goes to its owners and admins.");
        await Assertions.Expect(page.Locator("#people")).Not.ToContainTextAsync(Nobody);

        var withContact = await admin.OrganizationAsync("Somebody home");
        await ShouldSayAsync(page, withContact, "confirmed", "It has no members.");
        await Assertions.Expect(page.Locator("#people")).Not.ToContainTextAsync(Nobody);
    }

    private Task MemberAsync(HttpClient admin, Guid organization, string user) => SentAsync(
        admin.PutAsJsonAsync($"/api/admin/organizations/{organization}/members/{user}", new { role = "owner" }, Cancelled));

    private static async Task ShouldSayAsync(IPage page, Guid organization, params string[] sentences)
    {
        await page.GotoAsync($"/admin/organizations/{organization}");
        foreach (var sentence in sentences)
        {
            await Assertions.Expect(page.Locator("#people")).ToContainTextAsync(sentence);
        }
    }

    private sealed record Account(string Id);
}
