using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Health;

namespace StatusLevels.Api.Organizations;

/// <summary>A status with its tag, its language and how long it may be kept; 304 for whoever holds it already.</summary>
internal sealed class StatusAnswer(StatusBytes status, string cacheControl) : IResult, IEndpointMetadataProvider
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>What every answer that shows a status says of it.</summary>
    public static void SetHeaders(IHeaderDictionary headers, string tag, string language, string cacheControl)
    {
        headers.ETag = tag;
        headers.CacheControl = cacheControl;
        headers.Vary = AnswerHeaders.StatusVaries;
        headers.ContentLanguage = language;
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(StatusReply), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var headers = response.Headers;
        SetHeaders(headers, status.TagText, status.Language, cacheControl);
        if (AgeOf(httpContext) is { } age)
        {
            headers.Age = age.ToString(CultureInfo.InvariantCulture);
        }

        if (EntityTags.IsHeldBy(httpContext.Request, status.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = ContentType;
        response.ContentLength = status.Body.Length;
        await response.Body.WriteAsync(status.Body, httpContext.RequestAborted);
    }

    private static long? AgeOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<DatabaseReach>().AwayFor is { } away ? (long)Math.Ceiling(away.TotalSeconds) : null;
}
