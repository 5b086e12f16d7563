using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Binding;

/// <summary>The body of a request, read once and within the limit: signature, fingerprint and binding look at the same bytes.</summary>
internal static class RequestBody
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>Where the server cuts a caller off. Up to here a body that is too large gets its answer in peace.</summary>
    public const int CutOffBytes = 1024 * 1024;

    /// <summary>
    /// How slowly a body may arrive, in bytes a second, once <see cref="Grace"/> is over: the largest one is there after 7 s.
    /// </summary>
    public const int LeastRate = 16 * 1024;

    /// <summary>How long a body may take however slow it is.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Takes the body in, ahead of whoever reads it. One that is too large is left where it is.</summary>
    /// <exception cref="ProblemException">It is not there yet, and too many others are not either.</exception>
    public static async ValueTask TakeInAsync(HttpContext context, BodyGate gate)
    {
        if (!(context.Request.ContentLength > MaxBytes))
        {
            context.Features.Set(await TakeAsync(context, gate));
        }
    }

    /// <summary>The body as it was sent.</summary>
    /// <exception cref="ProblemException">It is too large.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<Taken>() is not { } taken)
        {
            RefuseTooLarge(context);
            taken = await TakeAsync(context, gate: null);
            context.Features.Set(taken);
        }

        return taken.Bytes ?? throw new ProblemException(ExceptionProblems.TooLarge);
    }

    private static async ValueTask<Taken> TakeAsync(HttpContext context, BodyGate? gate)
    {
        var body = context.Request.BodyReader;
        BodyWait? wait = null;
        try
        {
            while (true)
            {
                if (!body.TryRead(out var arrived))
                {
                    wait ??= gate is null ? null : new(gate, context);
                    arrived = wait is null ? await body.ReadAsync(context.RequestAborted) : await wait.ReadAsync(body);
                }

                if (arrived.Buffer.Length > MaxBytes)
                {
                    body.AdvanceTo(arrived.Buffer.End);
                    return new(null);
                }

                if (arrived.IsCompleted)
                {
                    var bytes = arrived.Buffer.ToArray();
                    body.AdvanceTo(arrived.Buffer.End);
                    return new(bytes);
                }

                body.AdvanceTo(arrived.Buffer.Start, arrived.Buffer.End);
            }
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            // The server's word for a chunk of more bytes than it can count, and for a connection that broke.
            throw new ProblemException(new(ProblemCode.MalformedRequest, "body_broken"));
        }
        finally
        {
            wait?.Dispose();
        }
    }

    /// <exception cref="ProblemException">It is too large, of another type, malformed, or not what is expected.</exception>
    public static async Task<T> ReadJsonAsync<T>(HttpContext context)
        where T : class
    {
        // Read before it is judged: whether there is one is not said by how it is framed.
        var body = await ReadAsync(context);
        if (body.IsEmpty)
        {
            throw new ProblemException(new(ProblemCode.MalformedJson, "body_empty"));
        }

        RequireJson(context.Request);
        var (value, problem) = StrictJson.Read(body, (JsonTypeInfo<T>)ApiJson.Options.GetTypeInfo(typeof(T)));
        return value ?? throw new ProblemException(problem!);
    }

    private static void RefuseTooLarge(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBytes)
        {
            // Nobody reads the body, but it is taken in for a few seconds: a caller cut off while sending would not see the answer.
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = null;
            }

            throw new ProblemException(ExceptionProblems.TooLarge);
        }
    }

    private static void RequireJson(HttpRequest request)
    {
        RequireUncompressed(request);
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && IsUtf8(type);
        if (!isJson)
        {
            throw new ProblemException(ExceptionProblems.FromStatus(StatusCodes.Status415UnsupportedMediaType, request.HttpContext)!);
        }
    }

    /// <summary>Bodies are small and read as they are; one that was compressed would be a riddle to every check of its size.</summary>
    /// <exception cref="ProblemException">It is compressed.</exception>
    public static void RequireUncompressed(HttpRequest request)
    {
        var isPlain = request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding).All(coding => Is(coding, "identity"))
            && request.Headers.GetCommaSeparatedValues(HeaderNames.TransferEncoding).All(coding => Is(coding, "chunked"));
        if (!isPlain)
        {
            throw new ProblemException(
                new(ProblemCode.UnsupportedMediaType, "body_compressed") { AcceptEncoding = "identity" });
        }

        static bool Is(string coding, string expected) => coding.Trim().Equals(expected, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The text is in UTF-8: the type says so, or nothing of it.</summary>
    public static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null: more than there may be.</summary>
    private sealed record Taken(byte[]? Bytes);
}
