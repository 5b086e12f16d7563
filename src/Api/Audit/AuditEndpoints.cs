using Microsoft.AspNetCore.Http.HttpResults;
using StatusLevels.Api.Json;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Security;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Audit;

/// <summary>What administrators changed.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/admin/audit", List)
        .RequireAuthorization(Policies.PlatformAdmin)
        .WithTags("Audit")
        .MayAnswer(ProblemCode.ValidationFailed)
        .WithSummary("What administrators changed")
        .WithDescription("""
            Changes of users, members, service keys, directory entries and the level catalog, newest first: who, when, from where, what before and
            after. Each filter narrows; `from` is inclusive, `to` exclusive. Pages of `limit` (1..100, larger is capped); `next_cursor` is the
            `cursor` of the next. Changes of levels are in the history of the organization.
            """);

    private static async Task<Ok<AuditPage>> List(
        HttpContext context, AuditList audit, string? subject_kind, string? subject_id, string? actor_id, string? action, string? from, string? to,
        string? cursor, string? limit)
    {
        var query = new QueryReader();
        var wanted = new AuditQuery(
            Text(query, nameof(subject_kind), subject_kind),
            Text(query, nameof(subject_id), subject_id),
            Text(query, nameof(actor_id), actor_id),
            Text(query, nameof(action), action),
            query.Instant(nameof(from), from),
            query.Instant(nameof(to), to),
            query.Cursor(nameof(cursor), cursor, ItemCursor.ReadNumber));
        var size = PageQuery.ReadLimit(query, limit);
        query.ThrowIfAny();

        var read = await audit.ReadAsync(wanted, size + 1, context.RequestAborted);
        var (items, next) = PageQuery.Cut(read, size, row => ItemCursor.Of(row.Id), context);
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Ok(new AuditPage(items, next));
    }

    // As everywhere, an empty parameter counts as none.
    private static string? Text(QueryReader query, string name, string? text)
    {
        query.Text(name, text, TextLengths.OutsideId);
        return string.IsNullOrEmpty(text) ? null : text;
    }
}
