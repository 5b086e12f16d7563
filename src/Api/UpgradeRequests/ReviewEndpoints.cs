using StatusLevels.Api.Organizations;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.UpgradeRequests;

/// <summary>The queue of upgrade requests, and their answers.</summary>
internal static class ReviewEndpoints
{
    private const double SecondsADay = 24 * 60 * 60;

    public static void MapReviews(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/admin").RequireAuthorization(Policies.UpgradeReviewer).WithTags("Upgrade requests");

        admin.MapGet("/upgrade-requests", Queue)
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithSummary("The upgrade requests of all organizations")
            .WithDescription("""
                Those of one `status` (`pending` unless it says otherwise), oldest first, with their exact number and the age of each: how long it
                has waited, or waited until it was closed. Pages of `limit` (1..100, larger is capped); `next_cursor` is the `cursor` of the next.
                """);

        admin.MapPost("/organizations/{organization_id}/upgrade-requests/{request_id}/review", Review)
            .OnCondition()
            .MayAnswer(
                ProblemCode.OriginNotAllowed, RefusalProblems.UpgradeRequestNotFound, RefusalProblems.UpgradeRequestClosed,
                RefusalProblems.Conflict,
                RefusalProblems.LevelAlreadyActive, RefusalProblems.RejectionReasonRequired, RefusalProblems.LevelCRequiresB,
                RefusalProblems.LevelCNeverExpires,
                RefusalProblems.ValidUntilInPast, RefusalProblems.ValidUntilTooFar, ProblemCode.OutcomeUnknown)
            .WithSummary("Answer an upgrade request")
            .WithDescription("""
                `approve` grants the level in the same step and may be refused for whatever a grant is; `reject` needs a `rejection_reason`, which the
                organization reads, as it does the `comment`. `review_notes` stay among platform admins.
                """);
    }

    /// <summary>What an answer to a request says.</summary>
    /// <exception cref="ProblemException">Something of it breaks a rule of form.</exception>
    public static StatusCommand.ReviewUpgrade Read(Guid request, ReviewBody review)
    {
        var errors = new FieldErrors()
            .AddIf(!Words.TryParse<ReviewDecision>(review.Decision, out var decision), "decision", QueryReader.Choice<ReviewDecision>())
            .Length("review_notes", review.ReviewNotes, 0, TextLengths.Notes)
            .Length("rejection_reason", review.RejectionReason, 0, TextLengths.Reason)
            .Length("comment", review.Comment, 0, TextLengths.Comment);
        errors.ThrowIfAny();
        return new(
            request, decision == ReviewDecision.Approve, review.ReviewNotes, review.RejectionReason, review.ValidUntil,
            review.Comment);
    }

    private static async Task<Ok<ReviewQueuePage>> Queue(
        HttpContext context, UpgradeRequestList requests, StatusLevelCatalog catalog, TimeProvider clock, string? status, string? cursor,
        string? limit)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit, PageCursor.Read);
        var wanted = query.Word<UpgradeRequestStatus>(nameof(status), status) ?? UpgradeRequestStatus.Pending;
        query.ThrowIfAny();

        var (read, total) = await requests.ReadQueue(wanted, page.After.Place(), page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, UpgradeRequestEndpoints.Cursor, context);
        var (language, now) = (RequestLanguage.Of(context.Request), clock.GetUtcNow());
        return TypedResults.Ok(new ReviewQueuePage([.. items.Select(item => Item(item, catalog, language, now))], next, total));
    }

    private static Task<Results<Ok<UpgradeRequestReply>, Problem>> Review(
        RouteUuid organization_id, RouteUuid request_id, JsonBody<ReviewBody> body, HttpContext context, CommandSender commands) =>
        commands.SendForUpgradeRequest(organization_id, context, Read(request_id.Value, body.Value));

    private static UpgradeRequestReply Item(StoredUpgradeRequest request, StatusLevelCatalog catalog, string language, DateTimeOffset now)
    {
        var age = Math.Max(0, Math.Floor(((request.ClosedAt ?? now) - request.RequestedAt).TotalSeconds));
        return UpgradeRequestReply.Of(request, catalog, language, seesNotes: true) with
        {
            AgeSeconds = (long)age,
            AgeDays = (int)(age / SecondsADay)
        };
    }
}

/// <summary>How a request is answered.</summary>
internal enum ReviewDecision
{
    Approve,
    Reject,
}

/// <summary>The answer to an upgrade request.</summary>
/// <param name="Decision"><c>approve</c> or <c>reject</c>.</param>
/// <param name="ReviewNotes">Free text for platform admins, up to 1000 characters.</param>
/// <param name="RejectionReason">Free text for the organization, up to 500 characters; required to reject.</param>
/// <param name="ValidUntil">With <c>approve</c>: the end of B; by default the months of the catalog from now.</param>
/// <param name="Comment">Free text for the organization, up to 1000 characters.</param>
internal sealed record ReviewBody(
    string Decision, string? ReviewNotes = null, string? RejectionReason = null, DateTimeOffset? ValidUntil = null,
    string? Comment = null);

/// <summary>A page of the queue.</summary>
/// <param name="NextCursor">The <c>cursor</c> of the next page; null on the last one.</param>
/// <param name="Total">How many requests have this status.</param>
internal sealed record ReviewQueuePage(IReadOnlyList<UpgradeRequestReply> Items, string? NextCursor, long Total);
