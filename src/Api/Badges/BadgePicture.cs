using System.Globalization;
using System.Text;
using StatusLevels.Api.Answers;

namespace StatusLevels.Api.Badges;

/// <summary>A badge as it goes out: its bytes, their type and language, and what of its tag tells these bytes from others.</summary>
internal sealed class BadgePicture
{
    public const string Svg = "image/svg+xml; charset=utf-8";

    private readonly string tagEnd;

    public BadgePicture(string text, string contentType, string language)
        : this(Encoding.UTF8.GetBytes(text), contentType, language)
    {
    }

    public BadgePicture(byte[] body, string contentType, string language)
    {
        (Body, ContentType, Language) = (body, contentType, language);
        tagEnd = EntityTags.Hash(body);
    }

    public ReadOnlyMemory<byte> Body { get; }

    public string ContentType { get; }

    public string Language { get; }

    /// <summary>
    /// Answers with it under the tag of this version; 304 for whoever holds it already. What else the answer says stands in its headers.
    /// </summary>
    public Task WriteAsync(HttpContext context, long version)
    {
        var response = context.Response;
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{version}.{tagEnd}\"");
        response.Headers.ETag = tag;
        if (EntityTags.IsHeldBy(context.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        return response.Body.WriteAsync(Body, context.RequestAborted).AsTask();
    }
}
