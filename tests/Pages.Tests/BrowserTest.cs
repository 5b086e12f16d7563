using Microsoft.Playwright;

namespace StatusLevels.Pages.Tests;

/// <summary>
/// A test that looks at pages. It fails when a page broke its policy, wrote an error to the console, threw one, or asked another origin for
/// anything, whatever else it was looking for.
/// </summary>
public abstract class BrowserTest(ProductInBrowser product) : IAsyncDisposable
{
    private readonly List<string> faults = [];
    private readonly List<IBrowserContext> windows = [];

    public static TheoryData<string, ColorScheme> LanguagesAndThemes =>
        new(from language in new[] { "en", "ru" } from theme in new[] { ColorScheme.Light, ColorScheme.Dark } select (language, theme));

    protected ProductInBrowser Product => product;

    protected CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A window with one empty page.</summary>
    protected async Task<IPage> OpenAsync(
        string language = "en", ColorScheme theme = ColorScheme.Light, int width = 1280, bool script = true)
    {
        var window = await product.WindowAsync(new()
        {
            Locale = language,
            ColorScheme = theme,
            JavaScriptEnabled = script,
            TimezoneId = "Europe/Moscow",
            ViewportSize = new() { Width = width, Height = 900 },
        });
        windows.Add(window);
        var page = await window.NewPageAsync();
        var own = (await product.AddressAsync()).GetLeftPart(UriPartial.Authority);
        page.Console += (_, message) => Note(message.Type is "error" && !IsPlainStatus(message.Text), $"console: {message.Text}");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        var issuer = (await product.IssuerAsync()).Authority;
        page.Request += (_, request) => Note(
            !request.Url.StartsWith(own, StringComparison.Ordinal)
            && !(request.IsNavigationRequest && request.Url.StartsWith(issuer, StringComparison.Ordinal))
                && !request.Url.StartsWith("data:", StringComparison.Ordinal),
            $"asked elsewhere: {request.Url}");
        return page;
    }

    /// <summary>A window whose person has signed in.</summary>
    protected async Task<IPage> SignedInAsync(
        string email, string password = ProductInBrowser.Password, string language = "en", ColorScheme theme = ColorScheme.Light,
        int width = 1280, bool script = true)
    {
        var page = await OpenAsync(language, theme, width, script);
        await page.GotoAsync("/sign-in");
        await SignInAsync(page, email, password);
        return page;
    }

    /// <summary>Fills in the form of sign-in that the page shows, and sends it.</summary>
    protected static async Task SignInAsync(IPage page, string email, string password = ProductInBrowser.Password)
    {
        await page.Locator("input[name=email]").FillAsync(email);
        await page.Locator("input[name=password]").FillAsync(password);
        await page.Locator("main form button.primary").ClickAsync();
        await LoadedAsync(page);
    }

    /// <summary>The page that follows a form is there.</summary>
    protected static async Task LoadedAsync(IPage page)
    {
        try
        {
            await page.WaitForLoadStateAsync(LoadState.DOMContentLoaded, new() { Timeout = 5000 });
        }
        catch (TimeoutException)
        {
            // The event came before anybody waited for it. What a test looks at next is waited for anyway.
        }
    }

    /// <summary>Nothing on the page keeps anybody out, and nothing is wider than the window.</summary>
    protected static async Task ShouldBeAccessibleAsync(IPage page)
    {
        await Axe.ShouldFindNothingAsync(page);
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        var widest = overflow <= 0 ? null : await page.EvaluateAsync<string>(
            "() => [...document.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML.slice(0, 120)).slice(-3).join(' | ')");
        Assert.True(overflow <= 0, $"{page.Url} is {overflow} pixels wider than its window: {widest}");
    }

    /// <summary>Takes a picture into the folder that PAGE_PICTURES names; without one nothing is taken.</summary>
    protected static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PAGE_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }

    /// <summary>Opens a page, asks axe about it, and takes its pictures, narrow and wide.</summary>
    protected static async Task LookAtAsync(IPage page, string address, string name, string language, ColorScheme theme)
    {
        await page.SetViewportSizeAsync(320, 900);
        var answer = await page.GotoAsync(address);
        Assert.Equal(200, answer!.Status);
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, $"{name}-320-{language}-{theme}");
        await page.SetViewportSizeAsync(1440, 900);
        await PictureAsync(page, $"{name}-1440-{language}-{theme}");
    }

    /// <summary>The same for a page of the organization that was chosen.</summary>
    protected static Task LookAtOwnAsync(IPage page, string address, string name, string language, ColorScheme theme) =>
        LookAtAsync(page, $"/dashboard/organization/{address}", $"org-{name}", language, theme);

    public async ValueTask DisposeAsync()
    {
        foreach (var window in windows)
        {
            await window.DisposeAsync();
        }

        GC.SuppressFinalize(this);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private void Note(bool isFault, string fault)
    {
        if (isFault)
        {
            lock (faults)
            {
                faults.Add(fault);
            }
        }
    }

    // The browser's own line for a page whose status is a refusal: the test knows which it asked for.
    private static bool IsPlainStatus(string text) =>
        text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal)
        || text.StartsWith("Failed to load resource: the server responded with a status of 5", StringComparison.Ordinal);
}
