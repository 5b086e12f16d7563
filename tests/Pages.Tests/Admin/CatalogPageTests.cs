using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using StatusLevels.Testing;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>The level catalog in a browser.</summary>
public sealed class CatalogPageTests(ProductInBrowser product) : PlatformPage(product)
{
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Other_criteria_show_who_would_gain_C_and_change_nothing(bool script)
    {
        using var admin = await Product.AdminAsync();
        var name = $"Close to C {Guid.NewGuid():N}";
        await ReportAsync(admin, await OrganizationAsync(admin, name), reviews: 3);
        var page = await AdminAsync(script: script);
        await page.GotoAsync("/admin/catalog");
        Assert.Equal(0, await page.Locator("#preview").CountAsync());
        await page.Locator("input[name=min_review_count]").FillAsync("1");
        await PressAsync(page, "Preview");

        await page.Locator("#preview").GetByText(name).WaitForAsync();
        Assert.Equal("1", await page.Locator("input[name=min_review_count]").InputValueAsync());
        if (script)
        {
            await ShouldBeAccessibleAsync(page);
        }

        await PictureAsync(page, "catalog-preview");
        await page.GotoAsync("/admin/catalog?min_review_count=many");
        await page.GetByText("This cannot be done so").WaitForAsync();
    }

    private async Task ReportAsync(HttpClient admin, Guid organization, int reviews)
    {
        using var made = await admin.PostAsJsonAsync(
            "/api/admin/api-keys", new { name = "Reputation", scopes = new[] { "reputation:write" } }, Cancelled);
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("key").GetString();
        using var service = new HttpClient { BaseAddress = await Product.AddressAsync() };
        service.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await SentAsync(service.PutAsJsonAsync(
            $"/api/organizations/{organization}/reputation",
            new
            {
                as_of = TimeProvider.System.GetUtcNow(),
                review_count = reviews,
                response_rate = 99,
                avg_response_hours = 1,
                public_cases = 50
            },
            Cancelled));
    }
}
