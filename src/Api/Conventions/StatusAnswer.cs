using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using StatusLevels.Api.Json;
using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Conventions;

/// <summary>A status with its tag, its language and how long it may be kept; 304 for whoever holds it already.</summary>
internal sealed class StatusAnswer(StatusReply reply, Viewer viewer, string language, string cacheControl) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(StatusReply), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(reply, ApiJson.Context.StatusReply);
        var tag = EntityTags.Of(reply.Version, Words.Of(viewer), language, body);
        var response = httpContext.Response;
        var headers = response.Headers;
        headers.ETag = tag.ToString();
        headers.CacheControl = cacheControl;
        headers.Vary = AnswerHeaders.StatusVaries;
        headers.ContentLanguage = language;
        if (AgeOf(httpContext) is { } age)
        {
            headers.Age = age.ToString(CultureInfo.InvariantCulture);
        }

        if (EntityTags.IsHeldBy(httpContext.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    private static long? AgeOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<DatabaseReach>().AwayFor is { } away ? (long)Math.Ceiling(away.TotalSeconds) : null;
}
