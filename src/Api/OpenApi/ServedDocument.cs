using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Limits;
using Swashbuckle.AspNetCore.Swagger;

namespace StatusLevels.Api.OpenApi;

/// <summary>
/// The API document as it is sent: made when it is asked for first, in each of its encodings, and the same bytes from then on.
/// </summary>
internal sealed class ServedDocument(IAsyncSwaggerProvider documents) : IDisposable
{
    public const string Name = "v1";
    public const string Address = $"/openapi/{Name}.json";

    private const string ContentType = "application/json; charset=utf-8";
    private const string Plain = "identity";
    private const int PieceBytes = 16 * 1024;
    private const int ReadersAtOnce = 32;
    private const int ReadersOfOneAddress = 4;

    // One at a time, however many ask: it takes a while. One that failed is made again.
    private readonly SemaphoreSlim turn = new(1, 1);

    // It is large, and anybody may ask for it: those who read slowly must not hold a copy by the thousand.
    private readonly SharedGate<UInt128> readers = new(ReadersAtOnce, ReadersOfOneAddress);
    private volatile IReadOnlyDictionary<string, Form>? forms;

    public async Task AnswerAsync(HttpContext context)
    {
        // One works on it, and the others have nothing to do but wait: no place is for that.
        context.LeavePlace();
        var known = forms ?? await MakeAsync(context.RequestAborted);
        var form = known[Encoding(context.Request.Headers.AcceptEncoding)];
        var headers = context.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        headers.CacheControl = "no-cache";
        headers.ETag = form.Tag.ToString();
        if (EntityTags.IsHeldBy(context.Request, form.Tag.Tag.ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        using var place = readers.Enter(ClientAddress.Key(context.Connection.RemoteIpAddress));
        if (place is null)
        {
            headers.Remove(HeaderNames.ETag);
            await Problem.Overloaded.ExecuteAsync(context);
            return;
        }

        if (form.Encoding != Plain)
        {
            headers.ContentEncoding = form.Encoding;
        }

        context.Response.ContentType = ContentType;
        context.Response.ContentLength = form.Bytes.Length;
        // A piece at a time: whoever reads slowly has a piece of it in the server's memory, and not a copy of the whole.
        for (var sent = 0; sent < form.Bytes.Length; sent += PieceBytes)
        {
            var piece = form.Bytes.AsMemory(sent, Math.Min(PieceBytes, form.Bytes.Length - sent));
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<IReadOnlyDictionary<string, Form>> MakeAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return forms ??= await FormsAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<Dictionary<string, Form>> FormsAsync()
    {
        var document = await documents.GetSwaggerAsync(Name, host: null, basePath: null);
        await using var text = new StringWriter(CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        var plain = System.Text.Encoding.UTF8.GetBytes(text.ToString());
        return new(StringComparer.Ordinal)
        {
            ["br"] = Form.Of("br", Packed(plain, to => new BrotliStream(to, CompressionLevel.Optimal))),
            ["gzip"] = Form.Of("gzip", Packed(plain, to => new GZipStream(to, CompressionLevel.Optimal))),
            [Plain] = Form.Of(Plain, plain),
        };
    }

    /// <summary>The best of what the caller takes; plain for whoever says nothing.</summary>
    private static string Encoding(StringValues accepted)
    {
        if (!StringWithQualityHeaderValue.TryParseList(accepted, out var wanted))
        {
            return Plain;
        }

        var taken = wanted.Where(range => range.Quality is not 0)
            .Select(range => range.Value.ToString())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return taken.Contains("br") ? "br" : taken.Contains("gzip") ? "gzip" : Plain;
    }

    private static byte[] Packed(byte[] plain, Func<Stream, Stream> pack)
    {
        using var packed = new MemoryStream();
        using (var packing = pack(packed))
        {
            packing.Write(plain);
        }

        return packed.ToArray();
    }

    private sealed record Form(string Encoding, byte[] Bytes, EntityTagHeaderValue Tag)
    {
        public static Form Of(string encoding, byte[] bytes) =>
            new(encoding, bytes, new($"\"{Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, 16))}\""));
    }
}
