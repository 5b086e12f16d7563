using Microsoft.Net.Http.Headers;

namespace StatusLevels.Api.Catalog;

/// <summary>What the levels are and what they ask for, from the same catalog that is enforced.</summary>
internal static class StatusLevelInfoEndpoints
{
    public static void MapStatusLevelInfo(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/status-levels/info", Info)
        .AllowAnonymous()
        .WithMetadata(new ReadByAnybody())
        .WithTags("Status levels")
        .MayAnswer(ProblemCode.Unauthenticated, ProblemCode.DatabaseUnavailable)
        .WithSummary("What the levels are")
        .WithDescription("Names, descriptions, prices and features of the levels, and the criteria of C, in English or Russian (`Accept-Language`).");

    private static Ok<StatusLevelInfoReply> Info(HttpContext context, StatusLevelCatalog catalog)
    {
        var language = RequestLanguage.Of(context.Request);
        var headers = context.Response.Headers;
        headers.ContentLanguage = language;
        headers.CacheControl = "public, max-age=300";
        headers.Vary = $"{HeaderNames.AcceptLanguage}, {HeaderNames.AcceptEncoding}";
        return TypedResults.Ok(StatusLevelInfo.Of(catalog, language));
    }
}
