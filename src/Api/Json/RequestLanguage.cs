using Microsoft.Net.Http.Headers;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Json;

/// <summary>The language of an answer: the best of <c>Accept-Language</c> that the catalog speaks, else its default.</summary>
internal static class RequestLanguage
{
    public static string Of(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wanted))
        {
            return StatusLevelCatalog.Languages[0];
        }

        return wanted
            .Where(language => language.Quality is not 0)
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => StatusLevelCatalog.Languages.FirstOrDefault(spoken => Speaks(language.Value.AsSpan(), spoken)))
            .FirstOrDefault(spoken => spoken is not null) ?? StatusLevelCatalog.Languages[0];
    }

    // "ru-RU" is served with "ru".
    private static bool Speaks(ReadOnlySpan<char> wanted, string spoken) =>
        wanted.StartsWith(spoken, StringComparison.OrdinalIgnoreCase) && (wanted.Length == spoken.Length || wanted[spoken.Length] == '-');
}
