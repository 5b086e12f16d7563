using System.Collections.Concurrent;
using System.IO.Compression;

namespace StatusLevels.Api.Pages;

/// <summary>
/// A public page that changes with the catalog alone: rendered and packed once in each language, and the same bytes from then on.
/// </summary>
internal sealed class KeptPage(PageWriter writer, Page page)
{
    private const string Caching = "public, max-age=300";

    // By language, by whether the links of the page carry it on, and by how it is packed.
    private readonly ConcurrentDictionary<(string Language, bool ByLink, string Encoding), PackedPage> forms = new();

    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var key = (PageLanguage.Of(request, visitor: null), PageLanguage.IsByLink(request), PackedPage.EncodingFor(request));
        if (!forms.TryGetValue(key, out var packed))
        {
            forms[key] = packed =
                PackedPage.Of(await writer.RenderAsync(context, page), key.Item3, CompressionLevel.SmallestSize);
        }

        await packed.AnswerAsync(context, StatusCodes.Status200OK, key.Item1, Caching);
    }
}
