namespace StatusLevels.Api.Audit;

/// <summary>What administrators changed.</summary>
internal static class AuditEndpoints
{
    public static void AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AuditedChanges>();
        builder.Services.AddSingleton<AuditList>();
    }

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

    public static async Task<Ok<AuditPage>> List(
        HttpContext context, AuditList audit, string? subject_kind, string? subject_id, string? actor_id, string? action, string? from,
        string? to,
        string? cursor, string? limit)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit, ItemCursor.ReadNumber);
        var wanted = new AuditQuery
        {
            SubjectKind = query.Text(nameof(subject_kind), subject_kind, TextLengths.OutsideId),
            SubjectId = query.Text(nameof(subject_id), subject_id, TextLengths.OutsideId),
            ActorId = query.Text(nameof(actor_id), actor_id, TextLengths.OutsideId),
            Action = query.Text(nameof(action), action, TextLengths.OutsideId),
            From = query.Instant(nameof(from), from),
            To = query.Instant(nameof(to), to),
            Before = page.After,
        };
        query.ThrowIfAny();

        var read = await audit.ReadAsync(wanted, page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, row => ItemCursor.Of(row.Id), context);
        return TypedResults.Ok(new AuditPage(items, next));
    }
}
