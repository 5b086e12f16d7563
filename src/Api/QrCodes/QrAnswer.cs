using StatusLevels.Api.Answers;
using StatusLevels.Api.Badges;

namespace StatusLevels.Api.QrCodes;

/// <summary>A QR code with its tag: what it says hardly ever changes.</summary>
internal sealed class QrAnswer(BadgePicture picture) : IResult
{
    private const string Caching = "public, max-age=3600";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.GuardPicture();
        headers.CacheControl = Caching;
        return picture.WriteAsync(httpContext, version: 0);
    }
}
