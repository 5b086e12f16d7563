using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using StatusLevels.Testing;
using StatusLevels.Testing.Credentials;

namespace StatusLevels.Pages.Tests;

/// <summary>Files with the proof of a credential, on the page and on the saved one, which asks nobody for anything.</summary>
public sealed class BundlePageTests(ProductInBrowser product) : BrowserTest(product), IDisposable
{
    private readonly TestFolder folder = new();
    private readonly TestBundle good = new() { At = TimeProvider.System.GetUtcNow(), ValidUntil = null };

    public void Dispose() => folder.Dispose();

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [MemberData(nameof(LanguagesAndThemes))]
    public async Task Whoever_chooses_a_file_is_told_what_it_proves_and_sends_nothing(string language, ColorScheme theme)
    {
        var page = await OpenAsync(language, theme, width: 320);
        await page.GotoAsync($"/verify?lang={language}");
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add($"{request.Method} {new Uri(request.Url).AbsolutePath}");

        await ChooseAsync(
            page, good with { ChangeCredential = one => one["credentialSubject"]!["name"] = "<b>Пекарня</b>" }, "unconfirmed");
        await ShouldBeAccessibleAsync(page);
        Assert.Equal("<b>Пекарня</b>", await page.Locator("#bundle bdi").First.TextContentAsync());
        Assert.Contains(
            language == "ru" ? "Уровень B" : "Level B", await page.Locator("#bundle .level").First.TextContentAsync(),
            StringComparison.Ordinal);
        Assert.Contains(
            language == "ru" ? "запись 7 в истории" : "entry 7 of its history", await page.Locator("#bundle .facts").TextContentAsync(),
            StringComparison.Ordinal);
        Assert.Equal("unknown", await OutcomeAsync(page, "owner"));
        Assert.Equal("unknown", await OutcomeAsync(page, "log"));
        Assert.Equal("passed", await OutcomeAsync(page, "entry"));
        await PictureAsync(page, $"bundle-unconfirmed-320-{language}-{theme}");

        await ChooseAsync(page, good with { IsRevoked = true }, "revoked");
        await ShouldBeAccessibleAsync(page);
        Assert.Equal("failed", await OutcomeAsync(page, "not_revoked"));
        await PictureAsync(page, $"bundle-revoked-320-{language}-{theme}");

        // The browser may still be looking for the icon of the page.
        Assert.All(asked, one => Assert.StartsWith("GET /assets/favicon.", one, StringComparison.Ordinal));
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task The_saved_page_works_with_the_network_off(string language)
    {
        await using var window = await OfflineAsync(language);
        var page = window.Page;
        await ChooseAsync(page, good, "valid");
        Assert.Equal(0, await page.Locator("#bundle .tag.bad").CountAsync());
        await ShouldBeAccessibleAsync(page);
        await PictureAsync(page, $"bundle-offline-valid-{language}");
        foreach (var (bundle, verdict) in ((TestBundle, string)[])[
            (good with { IsRevoked = true }, "revoked"),
            (good with { IsSuspended = true }, "suspended"),
            (good with { At = good.At.AddHours(-1) }, "as_of"),
            (good with { Signer = TestBundle.KeyOf(9) }, "not_genuine")])
        {
            await ChooseAsync(page, bundle, verdict);
        }

        var text = good.Make();
        await ChooseAsync(
            page, string.Concat(text.AsSpan(0, 3000), text[3000] == 'A' ? "B" : "A", text.AsSpan(3001)), "not_genuine", "unreadable");
        Assert.Equal(0, await page.Locator("#bundle .facts").CountAsync());
        await PictureAsync(page, $"bundle-offline-flipped-{language}");
        await ChooseAsync(page, text[..^1], "unreadable");
        await ChooseAsync(page, new string('a', 2_000_000), "unreadable");
        Assert.Empty(window.Faults);
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData(0)]
    [InlineData(777_777)]
    [InlineData(LargeLog.Size - 1)]
    public async Task A_log_of_a_million_leaves_is_verified_as_fast_as_a_small_one(long index)
    {
        await using var window = await OfflineAsync("en");
        var bundle = good with { ProveIn = (data, origin) => LargeLog.Prove(data, origin, index) };
        await ChooseAsync(window.Page, bundle, "valid");
        Assert.Contains(
            $"leaf {index} of {LargeLog.Size}", await window.Page.Locator("#bundle .facts").TextContentAsync(), StringComparison.Ordinal);
        var another = good with { ProveIn = (data, origin) => LargeLog.Prove([.. data.Reverse()], origin, index) };
        await ChooseAsync(window.Page, another, "not_genuine");

        var took = await window.Page.EvaluateAsync<double[]>(
            """
            async ([text, json]) => {
              const [did, took] = [JSON.parse(json), []];
              for (let count = 0; count < 21; count++) {
                const begun = performance.now();
                if ((await verifyBundle(text, did)).verdict !== "valid") { return []; }
                took.push(performance.now() - begun);
              }
              return took.sort((left, right) => left - right);
            }
            """,
            new object[] { bundle.Make(), good.Did().ToJsonString() });
        Assert.Equal(21, took.Length);
        TestContext.Current.SendDiagnosticMessage($"verified in {took[10]:F1} ms, at most {took[^1]:F1} ms");
        Assert.InRange(took[10], 0, Testing.Patience.OfSeconds(1).TotalMilliseconds / 10);
        Assert.Empty(window.Faults);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_saved_page_is_one_file_that_may_ask_nobody()
    {
        using var http = new HttpClient { BaseAddress = await Product.AddressAsync() };
        using var answer = await http.GetAsync(new Uri("/verify/offline.html", UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var html = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.Contains("default-src &#x27;none&#x27;", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<link rel=\"stylesheet\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
    }

    private async Task<OfflineWindow> OfflineAsync(string language)
    {
        using var http = new HttpClient { BaseAddress = await Product.AddressAsync() };
        var html = await http.GetStringAsync(new Uri($"/verify/offline.html?lang={language}", UriKind.Relative), Cancelled);
        // The keys of the issuer of the test, as a product that is this issuer writes them.
        var did = WebUtility.HtmlEncode(JsonSerializer.Serialize(good.Did()));
        const string Section = "<section id=\"bundle\" class=\"card current\">";
        var known = html.Replace(Section, $"{Section[..^1]} data-did=\"{did}\">", StringComparison.Ordinal);
        Assert.NotEqual(html, known);
        var file = Path.Combine(folder.Path, "verify-offline.html");
        await File.WriteAllTextAsync(file, known, Cancelled);
        return await OfflineWindow.OpenAsync(Product, file, language);
    }

    private Task ChooseAsync(IPage page, TestBundle bundle, params string[] verdicts) => ChooseAsync(page, bundle.Make(), verdicts);

    private async Task ChooseAsync(IPage page, string text, params string[] verdicts)
    {
        var file = Path.Combine(folder.Path, $"{Guid.NewGuid()}.jws");
        await File.WriteAllTextAsync(file, text, Cancelled);
        await page.EvaluateAsync("() => { delete document.querySelector('#bundle [role=status]').dataset.verdict; }");
        await page.Locator("#bundle-file").SetInputFilesAsync(file);
        await page.Locator("#bundle [role=status][data-verdict]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.Contains(await page.Locator("#bundle [role=status]").GetAttributeAsync("data-verdict"), verdicts);
    }

    private static async Task<string> OutcomeAsync(IPage page, string check)
    {
        var look = (await page.Locator($"#bundle [data-check={check}] .tag").GetAttributeAsync("class"))!;
        return look.Contains("good", StringComparison.Ordinal)
            ? "passed" : look.Contains("bad", StringComparison.Ordinal) ? "failed"
            : "unknown";
    }

    private sealed class OfflineWindow : IAsyncDisposable
    {
        private readonly IBrowserContext window;
        private readonly List<string> faults = [];

        private OfflineWindow(IBrowserContext window, IPage page) => (this.window, Page) = (window, page);

        public IPage Page { get; }

        /// <summary>What it asked for besides itself, and what went wrong in it.</summary>
        public IReadOnlyList<string> Faults => faults;

        public static async Task<OfflineWindow> OpenAsync(ProductInBrowser product, string file, string language)
        {
            var context = await product.WindowAsync(new() { Locale = language, Offline = true });
            var opened = new OfflineWindow(context, await context.NewPageAsync());
            var address = new Uri(file).AbsoluteUri;
            opened.Page.Request += (_, request) =>
            {
                if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                {
                    opened.faults.Add($"asked for {request.Url}");
                }
            };
            opened.Page.Console += (_, message) =>
            {
                if (message.Type == "error")
                {
                    opened.faults.Add(message.Text);
                }
            };
            opened.Page.PageError += (_, error) => opened.faults.Add(error);
            await opened.Page.GotoAsync(address);
            return opened;
        }

        public ValueTask DisposeAsync() => window.DisposeAsync();
    }
}
