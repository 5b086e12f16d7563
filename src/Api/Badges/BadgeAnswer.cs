using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Organizations;

namespace StatusLevels.Api.Badges;

/// <summary>A badge with its tag and how long it may be kept; 304 for whoever holds it already.</summary>
internal sealed class BadgeAnswer(BadgePicture picture, BadgeContent content, DateTimeOffset now) : IResult, IEndpointMetadataProvider
{
    private static readonly string LongestCaching = Caching(StatusEndpoints.LongestPublicAge);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified));
    }

    /// <summary>The badge, true for as long as any public answer is, to whoever passed by what answers say in their headers.</summary>
    public static Task WriteAsync(HttpContext context, BadgePicture picture, long version)
    {
        context.Response.Headers.AllowAnySite();
        return WriteAsync(context, picture, version, LongestCaching);
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (StatusAnswer.AgeOf(httpContext) is { } age)
        {
            httpContext.Response.Headers.Age = age.ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(httpContext, picture, content.Version, Caching(StatusEndpoints.PublicAge(content.NextDue, now)));
    }

    private static Task WriteAsync(HttpContext context, BadgePicture picture, long version, string caching)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = caching;
        headers.Vary = HeaderNames.AcceptLanguage;
        headers.ContentLanguage = picture.Language;
        if (ReferenceEquals(picture.ContentType, BadgePicture.Svg))
        {
            headers.GuardPicture();
        }

        return picture.WriteAsync(context, version);
    }

    private static string Caching(int seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"public, max-age={seconds}, must-revalidate");
}
