using System.Reflection;
using StatusLevels.Api.Answers;

namespace StatusLevels.Api.Badges;

/// <summary>The script with which a page shows a badge by an element of its own.</summary>
internal static class BadgeScript
{
    private const string Caching = "public, max-age=3600";
    private const string ContentType = "text/javascript; charset=utf-8";

    private static readonly byte[] Script = Read();
    private static readonly string Tag = $"\"{EntityTags.Hash(Script)}\"";

    public static void MapBadgeScript(this IEndpointRouteBuilder routes) => routes
        .MapGet("/embed/badge.js", Show)
        .IsEmbedded()
        .WithTags("Badges")
        .Produces<string>(StatusCodes.Status200OK, "text/javascript")
        .MayAnswer(ProblemCode.Unauthenticated, ProblemCode.DatabaseUnavailable)
        .WithName("getBadgeScript")
        .WithSummary("The script of the badge's element")
        .WithDescription("""
            Defines `<status-level organization="…">`, which shows the badge and leads to the passport. It loads the picture and nothing else.
            """);

    private static IResult Show(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ETag = Tag;
        headers.CacheControl = Caching;
        return EntityTags.IsHeldBy(context.Request, Tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(Script, ContentType);
    }

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("badge.js")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
