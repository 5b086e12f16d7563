using System.Globalization;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Answers;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>The public log as files of the tiles that others verify it by: c2sp.org/tlog-tiles.</summary>
internal static class LogEndpoints
{
    private const string Tag = "Log";
    private const string ForGood = "public, max-age=31536000, immutable";
    private const string ForASecond = "public, max-age=1";
    private const string Octets = "application/octet-stream";
    private const string Checkpoint = "/checkpoint";
    private const string Keys = "/keys";
    private const string Entries = "/tile/entries/{**number}";
    private const string Tile = "/tile/{level}/{**number}";
    private const string Text = "text/plain; charset=utf-8";

    public static void MapLog(this IEndpointRouteBuilder routes)
    {
        var log = Group(routes, "/log");
        log.MapGet(Checkpoint, GetCheckpoint)
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .WithName("getLogCheckpoint")
            .WithSummary("How large the public log is, and its root, signed")
            .WithDescription("""
                A checkpoint of c2sp.org/tlog-checkpoint. Every entry of every history is in it within seconds. 404 before the first entry, and where this
                product has no log.
                """);
        log.MapGet(Keys, GetKeys)
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .WithName("getLogKeys")
            .WithSummary("The key that signs the public log")
            .WithDescription("A verifier key of c2sp.org/signed-note a line. Whoever verifies for real has it from somewhere else, or kept it from before.");
        log.MapGet(Entries, GetEntries)
            .Produces<byte[]>(StatusCodes.Status200OK, Octets)
            .WithName("getLogEntries")
            .WithSummary("What leaves of the public log hold")
            .WithDescription("""
                256 leaves, or the first `W` of them with `.p/W`: each its length in two bytes, and 32 bytes that are SHA-256 over the hash of an entry and a
                salt. They say nothing about anybody.
                """);
        log.MapGet(Tile, GetTile)
            .Produces<byte[]>(StatusCodes.Status200OK, Octets)
            .WithName("getLogTile")
            .WithSummary("Hashes of the public log")
            .WithDescription("Up to 256 hashes of 32 bytes, as c2sp.org/tlog-tiles says which. They never change.");

        // Logs that began after the first one was closed: the same, under a name of their own.
        var later = Group(routes, "/log{log:int:min(2)}").ExcludeFromDescription();
        later.MapGet(Checkpoint, GetCheckpoint);
        later.MapGet(Keys, GetKeys);
        later.MapGet(Entries, GetEntries);
        later.MapGet(Tile, GetTile);
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder routes, string prefix) =>
        routes.MapGroup(prefix).IsEmbedded().WithTags(Tag).MayAnswer(ProblemCode.NotFound, ProblemCode.DatabaseUnavailable);

    private static async Task<IResult> GetCheckpoint(HttpContext context, PublicLog log)
    {
        if (log.Asked(context) is not { } asked || await log.Store.NewestAsync(asked, context.RequestAborted) is not { } note)
        {
            return PublicLog.NoSuch;
        }

        context.Response.Headers[HeaderNames.CacheControl] = ForASecond;
        return TypedResults.Text(note.ToString(), Text);
    }

    private static async Task<IResult> GetKeys(HttpContext context, PublicLog log)
    {
        if (log.Asked(context) is not { } asked || await log.Store.FindLogAsync(asked, context.RequestAborted) is not { } row)
        {
            return PublicLog.NoSuch;
        }

        context.Response.Headers[HeaderNames.CacheControl] = "public, max-age=3600";
        return TypedResults.Text($"{row.Key}\n", Text);
    }

    private static async Task<IResult> GetTile(string level, string number, HttpContext context, PublicLog log) =>
        TileAddress.TryParse(string.Create(CultureInfo.InvariantCulture, $"{level}/{number}"), out var address)
            && log.Asked(context) is { } asked
            && await log.Store.TileAsync(asked, address, context.RequestAborted) is { } hashes
                ? Immutable(context, hashes)
                : PublicLog.NoSuch;

    private static async Task<IResult> GetEntries(string number, HttpContext context, PublicLog log)
    {
        if (!TileAddress.TryParse(0, number, out var address) || log.Asked(context) is not { } asked)
        {
            return PublicLog.NoSuch;
        }

        var leaves = await log.Store.LeavesAsync(
            asked, address.Index * TileAddress.WholeWidth, address.Width, context.RequestAborted);
        return leaves.Count == address.Width ? Immutable(context, EntryBundle.Of(leaves)) : PublicLog.NoSuch;
    }

    private static FileContentHttpResult Immutable(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        context.Response.Headers[HeaderNames.CacheControl] = ForGood;
        return TypedResults.Bytes(bytes.ToArray(), Octets);
    }
}
