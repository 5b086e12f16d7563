using StatusLevels.Api.Organizations;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.UpgradeRequests;

/// <summary>An organization asks for a higher level, looks at what became of it, and takes it back.</summary>
internal static class UpgradeRequestEndpoints
{
    /// <summary>What asking may answer with.</summary>
    public static ProblemCode[] AskProblems { get; } =
    [
        ProblemCode.OriginNotAllowed, RefusalProblems.UpgradeRequestPending, RefusalProblems.LevelAlreadyActive, RefusalProblems.Conflict,
        ProblemCode.Gone, RefusalProblems.LevelCRequiresB, RefusalProblems.UpgradeRequestTooSoon, ProblemCode.OutcomeUnknown,
    ];

    public static void AddUpgradeRequests(this WebApplicationBuilder builder) => builder.Services.AddSingleton<UpgradeRequestList>();

    public static void MapUpgradeRequests(this IEndpointRouteBuilder routes)
    {
        var organization = routes.MapGroup("/api/organizations/{organization_id}").WithTags("Upgrade requests");

        organization.MapPost("/status-upgrade-request", Ask)
            .RequireAuthorization(Policies.OrganizationAdmin)
            .OnCondition()
            .MayAnswer(AskProblems)
            .WithSummary("Ask for a higher level")
            .WithDescription("""
                Asks the platform for B, or for C on an active B. One request waits at a time; after an answer the next one for the same level is
                possible when the cool-down of the catalog has passed (429 with `next_allowed_at`).
                """);

        organization.MapGet("/status-upgrade-requests", List)
            .RequireAuthorization(Policies.OrganizationReader)
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithSummary("The upgrade requests of an organization")
            .WithDescription("""
                Newest first, in pages of `limit` (1..100, larger is capped); `next_cursor` is the `cursor` of the next page. Review notes are shown
                to platform admins only.
                """);

        organization.MapDelete("/status-upgrade-requests/{request_id}", Cancel)
            .RequireAuthorization(Policies.OrganizationAdmin)
            .OnCondition()
            .MayAnswer(
                ProblemCode.OriginNotAllowed, RefusalProblems.UpgradeRequestNotFound, RefusalProblems.UpgradeRequestClosed,
                RefusalProblems.Conflict,
                RefusalProblems.TooManyCancellations, ProblemCode.OutcomeUnknown)
            .WithSummary("Take an upgrade request back")
            .WithDescription("A request that was taken back starts no cool-down; only so many can be taken back in a day.");
    }

    /// <summary>Asks for a higher level.</summary>
    public static Task<Results<Ok<UpgradeRequestReply>, Problem>> Ask(
        RouteUuid organization_id, JsonBody<UpgradeRequestBody> body, HttpContext context, CommandSender commands)
    {
        var command = UpgradeRequestRules.Read(body.Value);
        return commands.SendForUpgradeRequest(organization_id, context, command);
    }

    private static async Task<Ok<UpgradeRequestPage>> List(
        RouteUuid organization_id, HttpContext context, UpgradeRequestList requests, StatusLevelCatalog catalog, string? cursor,
        string? limit)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit, PageCursor.Read);
        query.ThrowIfAny();

        var read = await requests.ReadOf(new OrganizationId(organization_id.Value), page.After.Place(), page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, Cursor, context);
        var (language, seesNotes) = (RequestLanguage.Of(context.Request), context.User.SeesPlatform());
        return TypedResults.Ok(
            new UpgradeRequestPage([.. items.Select(item => UpgradeRequestReply.Of(item, catalog, language, seesNotes))], next));
    }

    private static Task<Results<Ok<UpgradeRequestReply>, Problem>> Cancel(
        RouteUuid organization_id, RouteUuid request_id, HttpContext context, CommandSender commands) =>
        commands.SendForUpgradeRequest(organization_id, context, new StatusCommand.CancelUpgrade(request_id.Value));

    public static string Cursor(StoredUpgradeRequest request) => new PageCursor(request.RequestedAt, request.Id).ToString();

    public static UpgradeRequestPlace? Place(this PageCursor? cursor) => cursor is { } after ? new(after.At, after.Id) : null;
}

/// <summary>What is asked for.</summary>
/// <param name="TargetLevel">B or C.</param>
/// <param name="Message">Free text for the reviewer, up to 2000 characters.</param>
/// <param name="EvidenceUrls">Up to 10 http or https addresses of up to 2048 characters.</param>
internal sealed record UpgradeRequestBody(string TargetLevel, string? Message = null, IReadOnlyList<string?>? EvidenceUrls = null);

/// <summary>A page of upgrade requests.</summary>
/// <param name="NextCursor">The <c>cursor</c> of the next page; null on the last one.</param>
internal sealed record UpgradeRequestPage(IReadOnlyList<UpgradeRequestReply> Items, string? NextCursor);
