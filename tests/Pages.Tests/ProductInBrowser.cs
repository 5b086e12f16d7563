using System.Net.Http.Json;
using Microsoft.Playwright;
using StatusLevels.Pages.Tests;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

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
    private readonly bool hasProxy;
    private readonly int port;
    private ProductProcess? node;

    public ProductInBrowser() => running = new(StartAsync);

    private ProductInBrowser(bool hasProxy, int port)
        : this() => (this.hasProxy, this.port) = (hasProxy, port);

    /// <summary>One of a test's own, whose database can be taken away from it.</summary>
    public static ProductInBrowser BehindProxy() => new(hasProxy: true, port: 0);

    /// <summary>One that has a public log and issues credentials, under the address where it is.</summary>
    public static ProductInBrowser Proven() => new(hasProxy: false, FreePorts.One());

    /// <summary>Where the product is.</summary>
    /// <exception cref="MissingHereException">There is no browser on this machine.</exception>
    public async Task<Uri> AddressAsync() => (await running.Value).Http.BaseAddress!;

    /// <summary>Whom people can sign in with besides.</summary>
    public async Task<TestIssuer> IssuerAsync() => (await running.Value).Issuer;

    /// <summary>The database of the product: the test's own hand.</summary>
    public async Task<TestDatabase> DatabaseAsync() => (await running.Value).Database;

    /// <summary>The way to the database, of a product that has one.</summary>
    public async Task<PostgresProxy> ProxyAsync() => (await running.Value).Proxy!;

    /// <summary>The node stops, and another begins at the same address.</summary>
    public async Task ReplaceNodeAsync()
    {
        var (address, database, proxy) = (await AddressAsync(), (await running.Value).Database, (await running.Value).Proxy);
        await node!.TerminateAsync();
        node.Dispose();
        node = Node(proxy?.ConnectionString ?? database.ConnectionString, address.Port, (await running.Value).Issuer);
        (await node.ReadyAsync()).Dispose();
    }

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
        var browser = (await running.Value).Browser;
        options.BaseURL = (await AddressAsync()).ToString();
        return await browser.NewContextAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (running.IsValueCreated && running.Value.IsCompletedSuccessfully)
        {
            var (issuer, database, proxy, http, playwright, browser) = await running.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
            http.Dispose();
            await node!.TerminateAsync();
            node.Dispose();
            if (proxy is not null)
            {
                await proxy.DisposeAsync();
            }

            await database.DisposeAsync();
            await issuer.DisposeAsync();
        }

        folder.Dispose();
    }

    private async Task<Running> StartAsync()
    {
        // First: without a browser nothing else is worth starting.
        var program = InstalledProgram.Find("chromium", "chromium");
        var database = await TestPostgres.CreateDatabaseAsync();
        var issuer = await TestIssuer.StartAsync();
        var proxy = hasProxy ? PostgresProxy.Start(database.ConnectionString) : null;
        node = Node(proxy?.ConnectionString ?? database.ConnectionString, port, issuer);
        var http = await node.ReadyAsync();
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            // Containers rarely let a browser make the sandbox it wants; the only pages it opens are the product's, and those of others
            // that a test makes up: these come from no address, and the browser would let none of them ask this machine.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-features=LocalNetworkAccessChecks"],
        });
        return new(issuer, database, proxy, http, playwright, browser);
    }

    private (string Name, string Value)[] Proofs => port == 0 ? [] :
    [
        ("PUBLIC_BASE_URL", $"http://localhost:{port}"),
        ("LOG_SIGNING_KEY", Convert.ToBase64String([.. Enumerable.Repeat((byte)3, 32)])),
        ("CREDENTIAL_KEYS", $"2026:{Convert.ToBase64String([.. Enumerable.Repeat((byte)4, 32)])}"),
    ];

    private ProductProcess Node(string database, int port, TestIssuer issuer) => ProductProcess.Start(
        folder.Path,
        [],
        [
            .. Proofs,
            ("DATABASE_URL", database), ("PORT", $"{port}"), ("DATA_DIR", folder.Path), ("ADMIN_EMAIL", AdminEmail),
            ("ADMIN_PASSWORD", Password), ("SIGN_IN_PER_MINUTE", "1000"), ("PUBLIC_PER_MINUTE", "100000"),
            ("SIGNED_IN_PER_MINUTE", "100000"), ("OIDC_AUTHORITY", issuer.Authority), ("OIDC_AUDIENCE", TestIssuer.Audience),
            ("OIDC_ADMIN_CLAIM", "roles=platform"), ("OIDC_CLIENT_ID", "pages"), ("OIDC_CLIENT_SECRET", "a secret of the client's"),
        ]);

    private sealed record Running(
        TestIssuer Issuer, TestDatabase Database, PostgresProxy? Proxy, HttpClient Http, IPlaywright Playwright, IBrowser Browser);
}
