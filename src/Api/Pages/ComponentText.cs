using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace StatusLevels.Api.Pages;

/// <summary>Razor components as HTML: for pages and for letters. They escape what they are given.</summary>
internal sealed partial class ComponentText(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<string> OfAsync<TComponent>(string parameter, object value)
        where TComponent : IComponent
    {
        // One for each: a renderer keeps what it rendered.
        await using var renderer = new HtmlRenderer(services, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var values = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { [parameter] = value });
            return (await renderer.RenderComponentAsync<TComponent>(values)).ToHtmlString();
        });
        return Letters().Replace(html, static letter => Plain(letter));
    }

    // The renderer writes every letter that is not English as a number, which is eight times as long in Russian and means the same. What it
    // escaped for a reason is ASCII, and a number that somebody typed begins with an escaped &.
    private static string Plain(Match letter) =>
        Rune.TryCreate(int.Parse(letter.Groups["code"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture), out var rune)
            && Rune.IsLetterOrDigit(rune)
            ? rune.ToString()
            : letter.Value;

    [GeneratedRegex(
        "&#x(?<code>[0-9A-F]{2,6});", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Letters();
}
