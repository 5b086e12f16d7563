using StatusLevels.Api.Answers;
using StatusLevels.Api.Badges;

namespace StatusLevels.Api.QrCodes;

/// <summary>A QR code with its tag: what it says hardly ever changes.</summary>
internal sealed class QrAnswer(BadgePicture picture) : IResult
{
    private const string Caching = "public, max-age=3600";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var headers = response.Headers;
        var tag = picture.TagAt(0);
        headers.AllowAnySite();
        headers.GuardPicture();
        headers.ETag = tag;
        headers.CacheControl = Caching;
        if (EntityTags.IsHeldBy(httpContext.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = picture.ContentType;
        response.ContentLength = picture.Body.Length;
        return response.Body.WriteAsync(picture.Body, httpContext.RequestAborted).AsTask();
    }
}
