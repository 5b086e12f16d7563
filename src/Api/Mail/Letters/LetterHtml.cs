using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace StatusLevels.Api.Mail.Letters;

/// <summary>A letter as HTML, made by <see cref="LetterPage"/>, which escapes what it is given.</summary>
internal sealed class LetterHtml(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<string> OfAsync(Letter letter)
    {
        // One for each: a renderer keeps what it rendered.
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var values = ParameterView.FromDictionary(
                new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(LetterPage.Letter)] = letter });
            var page = await renderer.RenderComponentAsync<LetterPage>(values);
            return $"<!doctype html>\n{page.ToHtmlString()}";
        });
    }
}
