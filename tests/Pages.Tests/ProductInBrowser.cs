using System.Net.Http.Json;
using Microsoft.Playwright;
using StatusLevels.Pages.Tests;
using StatusLevels.Testing;

[assembly: AssemblyFixture(typeof(ProductInBrowser))]

namespace StatusLevels.Pages.Tests;

/// <summary>
/// One real process of the product on a real database, and one browser, for all tests. Both are started by the first test that opens a
/// page.
/// </summary>
public sealed class ProductInBrowser : IAsyncDisposable
{
    public const string AdminEmail = "admin@example.org";
    public const string Password = "a long enough secret";

    private readonly TestFolder folder = new();
    private readonly Lazy<Task<Running>> running;

    public ProductInBrowser() => running = new(StartAsync);

    /// <summary>Where the product is.</summary>
    /// <exception cref="MissingHereException">There is no browser on this machine.</exception>
    public async Task<Uri> AddressAsync() => (await running.Value).Http.BaseAddress!;

    /// <summary>The database of the product: the test's own hand.</summary>
    public async Task<TestDatabase> DatabaseAsync() => (await running.Value).Database;

    /// <summary>The API as a platform admin, to make what a page shows.</summary>
    public async Task<HttpClient> AdminAsync()
    {
        var http = new HttpClient { BaseAddress = await AddressAsync() };
        using var answer = await http.PostAsJsonAsync("/api/session", new { email = AdminEmail, password = Password });
        answer.EnsureSuccessStatusCode();
        return http;
    }

    /// <summary>A window of its own, with no cookies.</summary>
    public async Task<IBrowserContext> WindowAsync(BrowserNewContextOptions options)
    {
        var (_, _, _, _, browser) = await running.Value;
        options.BaseURL = (await AddressAsync()).ToString();
        return await browser.NewContextAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (running.IsValueCreated && running.Value.IsCompletedSuccessfully)
        {
            var (database, process, http, playwright, browser) = await running.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
            http.Dispose();
            await process.TerminateAsync();
            process.Dispose();
            await database.DisposeAsync();
        }

        folder.Dispose();
    }

    private async Task<Running> StartAsync()
    {
        // First: without a browser nothing else is worth starting.
        var program = InstalledProgram.Find("chromium", "chromium");
        var database = await TestPostgres.CreateDatabaseAsync();
        var process = ProductProcess.Start(
            folder.Path, [],
            ("DATABASE_URL", database.ConnectionString), ("PORT", "0"), ("DATA_DIR", folder.Path), ("ADMIN_EMAIL", AdminEmail),
            ("ADMIN_PASSWORD", Password), ("SIGN_IN_PER_MINUTE", "1000"), ("PUBLIC_PER_MINUTE", "100000"),
            ("SIGNED_IN_PER_MINUTE", "100000"));
        var http = await process.ReadyAsync();
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            // Containers rarely let a browser make the sandbox it wants; the only pages it opens are the product's.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        });
        return new(database, process, http, playwright, browser);
    }

    private sealed record Running(TestDatabase Database, ProductProcess Process, HttpClient Http, IPlaywright Playwright, IBrowser Browser);
}
