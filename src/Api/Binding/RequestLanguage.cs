using Microsoft.Net.Http.Headers;

namespace StatusLevels.Api.Binding;

/// <summary>The language of an answer: the best of <c>Accept-Language</c> that the catalog speaks, else its default.</summary>
internal static class RequestLanguage
{
    public static string Of(HttpRequest request)
    {
        if (request.Headers.AcceptLanguage.Count == 0
            || !StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wanted))
        {
            return StatusLevelCatalog.Languages[0];
        }

        // What is named counts more than "*"; of languages that are wanted alike, the one named first.
        return StatusLevelCatalog.Languages
            .Select(spoken => (Spoken: spoken, Wish: Wish(wanted, spoken)))
            .Where(choice => choice.Wish.Quality > 0)
            .OrderByDescending(choice => choice.Wish.Quality)
            .ThenBy(choice => choice.Wish.Place)
            .Select(choice => choice.Spoken)
            .FirstOrDefault() ?? StatusLevelCatalog.Languages[0];
    }

    private static (double Quality, int Place) Wish(IList<StringWithQualityHeaderValue> wanted, string spoken)
    {
        var named = wanted.Index().Where(range => Speaks(range.Item.Value.AsSpan(), spoken)).ToArray();
        var ranges = named.Length > 0 ? named : wanted.Index().Where(range => range.Item.Value == "*");
        return ranges
            .Select(range => (range.Item.Quality ?? 1, range.Index))
            .OrderByDescending(wish => wish.Item1)
            .FirstOrDefault();
    }

    // "ru-RU" is served with "ru".
    private static bool Speaks(ReadOnlySpan<char> wanted, string spoken) =>
        wanted.StartsWith(spoken, StringComparison.OrdinalIgnoreCase) && (wanted.Length == spoken.Length || wanted[spoken.Length] == '-');
}
