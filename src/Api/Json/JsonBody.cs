using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Problems;

namespace StatusLevels.Api.Json;

/// <summary>A parameter read from the JSON body, or the request ends with the problem that fits: 400, 413, 415 or 422.</summary>
internal sealed record JsonBody<T>(T Value) : IBindableFromHttpContext<JsonBody<T>>, Microsoft.AspNetCore.Http.Metadata.IEndpointParameterMetadataProvider
    where T : class
{
    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter) => new(await RequestBody.ReadJsonAsync<T>(context));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new JsonBodyMetadata(typeof(T)));
}

/// <summary>Tells the API document which body an endpoint takes.</summary>
/// <remarks>Not the framework's own metadata: with that, routing answers 415 before it is known who calls.</remarks>
internal sealed record JsonBodyMetadata(Type Type)
{
    public bool IsOptional { get; init; }
}

/// <summary>Reads bodies within the limit.</summary>
internal static class RequestBody
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>Where the server cuts a caller off. Up to here a body that is too large gets its answer in peace.</summary>
    public const int CutOffBytes = 1024 * 1024;

    public static async Task<T> ReadJsonAsync<T>(HttpContext context)
        where T : class
    {
        RefuseTooLarge(context);
        RequireJson(context.Request);
        var body = await ReadAsync(context);
        if (body.Length == 0)
        {
            throw new ProblemException(new(ProblemCode.MalformedJson, "The body is empty; a JSON object is expected."));
        }

        if (WellFormedJson.Check(body.Span) is { } problem)
        {
            throw new ProblemException(problem);
        }

        return Deserialize<T>(body.Span);
    }

    private static T Deserialize<T>(ReadOnlySpan<byte> body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, ApiJson.Options) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new ProblemException(MismatchedJson.Explain(body, ApiJson.Options.GetTypeInfo(typeof(T))));
        }
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
        var hasBody = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
        if (!hasBody && request.ContentType is null)
        {
            return;
        }

        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
        if (!isJson)
        {
            throw new ProblemException(ExceptionProblems.FromStatus(StatusCodes.Status415UnsupportedMediaType, request.HttpContext)!);
        }
    }

    /// <summary>The same for a body of any kind, also one that says how long it is.</summary>
    public static Task<ReadOnlyMemory<byte>> TakeAsync(HttpContext context)
    {
        RefuseTooLarge(context);
        return ReadAsync(context);
    }

    /// <summary>The body as it was sent, within the limit.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[8 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                throw new ProblemException(ExceptionProblems.TooLarge);
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
