using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace StatusLevels.Api.Binding;

/// <summary>The language of an answer: the best of <c>Accept-Language</c> that the catalog speaks, else its default.</summary>
internal static class RequestLanguage
{
    /// <summary>What browsers send is shorter.</summary>
    private const int LongestKept = 128;

    // Browsers send few different headers, with each request: what one means is kept, until another takes its place.
    private static readonly Meaning?[] Kept = new Meaning?[256];

    public static string Of(HttpRequest request) => request.Headers.AcceptLanguage switch
    {
        [] => StatusLevelCatalog.Languages[0],
        [{ Length: <= LongestKept } header] => KeptMeaning(header),
        var header => Best(header),
    };

    private static string KeptMeaning(string header)
    {
        ref var place = ref Kept[(uint)header.GetHashCode(StringComparison.Ordinal) % Kept.Length];
        if (Volatile.Read(ref place) is { } kept && kept.Header == header)
        {
            return kept.Language;
        }

        var language = Best(header);
        Volatile.Write(ref place, new Meaning(header, language));
        return language;
    }

    private static string Best(StringValues header)
    {
        if (!StringWithQualityHeaderValue.TryParseList(header, out var wanted))
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

    private sealed record Meaning(string Header, string Language);
}
