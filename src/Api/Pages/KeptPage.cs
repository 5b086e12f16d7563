using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Answers;

namespace StatusLevels.Api.Pages;

/// <summary>
/// A public page that changes with the catalog alone: rendered and packed once in each language, and the same bytes from then on.
/// </summary>
internal sealed class KeptPage(PageWriter writer, Page page)
{
    private const string Caching = "public, max-age=300";
    private const string Plain = "identity";
    private const int TagLetters = 16;

    // By language, and by whether the links of the page carry it on.
    private readonly ConcurrentDictionary<(string Language, bool ByLink), IReadOnlyDictionary<string, Form>> forms = new();

    public async Task AnswerAsync(HttpContext context)
    {
        var key = (PageLanguage.Of(context.Request, visitor: null), PageLanguage.IsByLink(context.Request));
        if (!forms.TryGetValue(key, out var packed))
        {
            forms[key] = packed = Pack(await writer.RenderAsync(context, page));
        }

        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        var form =
            packed[accepted.Contains("br", StringComparison.Ordinal) ? "br" : accepted.Contains("gzip",
                StringComparison.Ordinal) ? "gzip" : Plain];
        var (response, headers) = (context.Response, context.Response.Headers);
        headers.GuardPage();
        headers.CacheControl = Caching;
        headers.ContentLanguage = key.Item1;
        headers.Vary = $"{HeaderNames.AcceptLanguage}, {HeaderNames.AcceptEncoding}";
        headers.ETag = form.Tag;
        if (EntityTags.IsHeldBy(context.Request, form.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (form.Encoding != Plain)
        {
            headers.ContentEncoding = form.Encoding;
        }

        response.ContentType = PageWriter.ContentType;
        response.ContentLength = form.Bytes.Length;
        await response.Body.WriteAsync(form.Bytes, context.RequestAborted);
    }

    private static Dictionary<string, Form> Pack(byte[] html)
    {
        var tag = Convert.ToHexStringLower(SHA256.HashData(html))[..TagLetters];
        return new(StringComparer.Ordinal)
        {
            [Plain] = new(Plain, $"\"{tag}\"", html),
            ["gzip"] = new("gzip", $"\"{tag}.gzip\"", Packed(html, to => new GZipStream(to, CompressionLevel.SmallestSize))),
            ["br"] = new("br", $"\"{tag}.br\"", Packed(html, to => new BrotliStream(to, CompressionLevel.SmallestSize))),
        };
    }

    private static byte[] Packed(byte[] html, Func<Stream, Stream> pack)
    {
        using var packed = new MemoryStream();
        using (var stream = pack(packed))
        {
            stream.Write(html);
        }

        return packed.ToArray();
    }

    private sealed record Form(string Encoding, string Tag, byte[] Bytes);
}
