using System.Net.Http.Json;
using Microsoft.Playwright;

namespace StatusLevels.Pages.Tests.Admin;

/// <summary>What tests of the platform's pages have in common: things to be shown there, made as a platform admin makes them.</summary>
public abstract class PlatformPage(ProductInBrowser product) : BrowserTest(product)
{
    /// <summary>All pages about the product itself.</summary>
    protected static IReadOnlyList<string> Pages { get; } =
        ["analytics", "catalog", "accounts", "keys", "import", "webhooks", "mail", "audit", "system"];

    protected Task<IPage> AdminAsync(
        string language = "en", ColorScheme theme = ColorScheme.Light, int width = 1280, bool script = true) =>
        SignedInAsync(ProductInBrowser.AdminEmail, language: language, theme: theme, width: width, script: script);

    /// <summary>An organization of this name that holds A and B.</summary>
    protected async Task<Guid> OrganizationAsync(HttpClient admin, string name)
    {
        var id = Guid.NewGuid();
        await SentAsync(admin.PutAsJsonAsync(
            $"/api/admin/organizations/{id}", new { name, slug = $"o-{id:N}", contact_emails = Array.Empty<string>(), locale = "en" },
            Cancelled));
        await SentAsync(admin.PostAsJsonAsync(
            $"/api/admin/organizations/{id}/status-levels", new { level = "A", valid_until = TimeProvider.System.GetUtcNow().AddYears(1) },
            Cancelled));
        await SentAsync(admin.PostAsJsonAsync($"/api/admin/organizations/{id}/status-levels", new { level = "B" }, Cancelled));
        return id;
    }

    /// <summary>An endpoint of the platform at this address.</summary>
    protected async Task<Guid> EndpointAsync(HttpClient admin, Uri url)
    {
        using var answer = await admin.PostAsJsonAsync(
            "/api/admin/webhook-endpoints", new { url, description = "Billing", event_types = new[] { "status.level.granted" } },
            Cancelled);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<Made>(Cancelled))!.Id;
    }

    /// <summary>Sends a form, and answers with what came of it, before any redirect.</summary>
    protected static async Task<IResponse> SendAsync(IPage page, ILocator button)
    {
        var answer = await page.RunAndWaitForResponseAsync(() => button.ClickAsync(), answer => answer.Request.IsNavigationRequest);
        await LoadedAsync(page);
        return answer;
    }

    protected static async Task SentAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Presses a button of the content, and answers the question that it may ask with yes.</summary>
    protected static async Task PressAsync(IPage page, string name)
    {
        page.Dialog += Agree;
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
        await LoadedAsync(page);
        page.Dialog -= Agree;

        static void Agree(object? sender, IDialog dialog) => _ = dialog.AcceptAsync();
    }

    private sealed record Made(Guid Id);
}
