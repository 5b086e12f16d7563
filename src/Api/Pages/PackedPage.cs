using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Answers;

namespace StatusLevels.Api.Pages;

/// <summary>
/// A page that is the same for everybody, rendered and packed in one of the ways in which browsers take it: the same bytes for all who ask
/// alike.
/// </summary>
internal sealed class PackedPage
{
    private const string Plain = "identity";
    private const string Brotli = "br";
    private const string Gzip = "gzip";
    private const int TagLetters = 16;

    private readonly string encoding;
    private readonly string tag;
    private readonly byte[] bytes;

    private PackedPage(string encoding, byte[] bytes, string tag) => (this.encoding, this.bytes, this.tag) = (encoding, bytes, tag);

    /// <summary>How much memory it takes, bytes.</summary>
    public int Size => bytes.Length;

    /// <summary>The best of the ways in which this browser takes it.</summary>
    public static string EncodingFor(HttpRequest request)
    {
        var accepted = request.Headers.AcceptEncoding.ToString();
        return accepted.Contains(Brotli, StringComparison.Ordinal) ? Brotli
            : accepted.Contains(Gzip, StringComparison.Ordinal) ? Gzip
            : Plain;
    }

    public static PackedPage Of(byte[] html, string encoding, CompressionLevel level)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(html))[..TagLetters];
        return encoding switch
        {
            Brotli => new(encoding, Packed(html, to => new BrotliStream(to, level)), $"\"{hash}.{encoding}\""),
            Gzip => new(encoding, Packed(html, to => new GZipStream(to, level)), $"\"{hash}.{encoding}\""),
            _ => new(Plain, html, $"\"{hash}\""),
        };
    }

    /// <summary>Answers with it; 304 for whoever holds it.</summary>
    public async Task AnswerAsync(HttpContext context, int status, string language, string caching)
    {
        var (response, headers) = (context.Response, context.Response.Headers);
        headers.GuardPage();
        headers.CacheControl = caching;
        headers.ContentLanguage = language;
        headers.Vary = $"{HeaderNames.AcceptLanguage}, {HeaderNames.AcceptEncoding}";
        headers.ETag = tag;
        response.StatusCode = status;
        if (status == StatusCodes.Status200OK && EntityTags.IsHeldBy(context.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (encoding != Plain)
        {
            headers.ContentEncoding = encoding;
        }

        response.ContentType = PageWriter.ContentType;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
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
}
