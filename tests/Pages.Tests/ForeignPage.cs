using Microsoft.Playwright;

namespace StatusLevels.Pages.Tests;

/// <summary>
/// A page of somebody else, on another origin than the product and under a strict policy. Nobody serves it: the browser is given what its
/// address has.
/// </summary>
internal sealed class ForeignPage : IAsyncDisposable
{
    /// <summary>The name of its site.</summary>
    public const string Host = "shop.localhost";

    private const string Origin = $"http://{Host}:8080";

    private readonly IBrowserContext window;
    private readonly List<string> faults = [];

    private ForeignPage(IBrowserContext window, IPage page) => (this.window, Page) = (window, page);

    public IPage Page { get; }

    /// <summary>What the page was not allowed, what went wrong in it, and what it asked of others than it was to.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Opens it.</summary>
    /// <param name="product">Whose product its pieces of code lead to.</param>
    /// <param name="path">Which page.</param>
    /// <param name="read">What an address of it has, with the type of that; null for nothing.</param>
    /// <param name="others">The other origins whose scripts its policy lets in, with what they have.</param>
    /// <param name="language">Of its reader.</param>
    /// <param name="theme">Of its reader's device.</param>
    public static async Task<ForeignPage> OpenAsync(
        ProductInBrowser product, string path, Func<string, (string Type, string Body)?> read,
        (string Origin, Func<string, string> Read)? others = null, string language = "en", ColorScheme theme = ColorScheme.Light)
    {
        var own = (await product.AddressAsync()).GetLeftPart(UriPartial.Authority);
        var opened = await product.WindowAsync(new() { Locale = language, ColorScheme = theme });
        var foreign = new ForeignPage(opened, await opened.NewPageAsync());
        var policy = $"default-src 'none'; script-src 'self' {own} {others?.Origin}; style-src 'self'; img-src {own}; base-uri 'none'";
        await foreign.Page.RouteAsync($"{Origin}/**", async route =>
        {
            var found = read(new Uri(route.Request.Url).AbsolutePath);
            await route.FulfillAsync(new()
            {
                Status = found is null ? 404 : 200,
                ContentType = found?.Type,
                Body = found?.Body ?? "",
                Headers = found is null ? null : [new("Content-Security-Policy", policy), new("Content-Type", found.Value.Type)],
            });
        });
        if (others is { } scripts)
        {
            await foreign.Page.RouteAsync($"{scripts.Origin}/**", route => route.FulfillAsync(new()
            {
                ContentType = "text/javascript",
                Body = scripts.Read(new Uri(route.Request.Url).AbsolutePath),
                Headers = [new("Access-Control-Allow-Origin", "*"), new("Content-Type", "text/javascript")],
            }));
        }

        foreign.Page.Console += (_, message) => foreign.Note(message.Type is "error", $"console: {message.Text}");
        foreign.Page.PageError += (_, error) => foreign.Note(true, $"script: {error}");
        foreign.Page.Request += (_, request) => foreign.Note(
            !request.Url.StartsWith(Origin, StringComparison.Ordinal) && !request.Url.StartsWith(own, StringComparison.Ordinal)
            && (others is null || !request.Url.StartsWith(others.Value.Origin, StringComparison.Ordinal)),
            $"asked elsewhere: {request.Url}");
        await foreign.Page.GotoAsync($"{Origin}{path}");
        return foreign;
    }

    public ValueTask DisposeAsync() => window.DisposeAsync();

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
}
