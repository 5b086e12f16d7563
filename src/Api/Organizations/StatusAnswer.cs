using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Health;

namespace StatusLevels.Api.Organizations;

/// <summary>A status with its tag, its language and how long it may be kept; 304 for whoever holds it already.</summary>
internal sealed class StatusAnswer(StatusBytes status, string cacheControl) : IResult, IEndpointMetadataProvider
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <summary>What every answer that shows a status says of it.</summary>
    public static void SetHeaders(IHeaderDictionary headers, StatusBytes status, string cacheControl)
    {
        headers.ETag = status.Tag;
        headers.CacheControl = cacheControl;
        headers.Vary = AnswerHeaders.StatusVaries;
        headers.ContentLanguage = status.Language;
    }

    /// <summary>The bytes, behind all headers; none for whoever holds them.</summary>
    public static Task WriteAsync(HttpContext context, StatusBytes status)
    {
        var response = context.Response;
        if (EntityTags.IsHeldBy(context.Request, status.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = ContentType;
        response.ContentLength = status.Body.Length;
        return response.Body.WriteAsync(status.Body, context.RequestAborted).AsTask();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(StatusReply), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        SetHeaders(headers, status, cacheControl);
        if (AgeOf(httpContext) is { } age)
        {
            headers.Age = age.ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(httpContext, status);
    }

    /// <summary>How long ago, s, the database was last reached; null when it is there.</summary>
    public static long? AgeOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<DatabaseReach>().AwayFor is { } away ? (long)Math.Ceiling(away.TotalSeconds) : null;
}
