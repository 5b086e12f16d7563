using StatusLevels.Api.Pages;

namespace StatusLevels.Api.Mail.Letters;

/// <summary>A letter as HTML, made by <see cref="LetterPage"/>, which escapes what it is given.</summary>
internal sealed class LetterHtml(ComponentText components)
{
    public async Task<string> OfAsync(Letter letter) =>
        $"<!doctype html>\n{await components.OfAsync<LetterPage>(nameof(LetterPage.Letter), letter)}";
}
