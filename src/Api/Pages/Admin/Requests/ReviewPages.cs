using StatusLevels.Api.Accounts;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.UpgradeRequests;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.Pages.Admin.Requests;

/// <summary>The queue of upgrade requests, and the review of one after the other.</summary>
internal static class ReviewPages
{
    public const string Address = "/admin/requests";

    private const string One = $"{Address}/{{organization_id}}/{{request_id}}";

    public static string AddressOf(Guid organization, Guid request) => $"{Address}/{organization:D}/{request:D}";

    public static void MapReviews(this IEndpointRouteBuilder admin)
    {
        var reviews = admin.MapGroup("/").RequireAuthorization(Policies.UpgradeReviewer);
        reviews.MapPage(Address, ShowQueue);
        reviews.MapPage(One, ShowReview);
        reviews.MapFormOf($"{One}/approval", ShowReview, Approve);
        reviews.MapFormOf($"{One}/rejection", ShowReview, Reject);
    }

    private static async Task<Page> ShowQueue(
        HttpContext context, UpgradeRequestList requests, OrganizationNames names, string? status, string? cursor)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit: null, PageCursor.Read);
        var wanted = query.Word<UpgradeRequestStatus>(nameof(status), status) ?? UpgradeRequestStatus.Pending;
        query.ThrowIfAny();

        var (read, total) = await requests.ReadQueue(wanted, page.After.Place(), page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, UpgradeRequestEndpoints.Cursor, context);
        var known = await names.OfAsync(items.Select(item => item.OrganizationId.Value), context.RequestAborted);
        return Page.Of<QueueView>(
            "admin.requests.title", new RequestQueue(wanted, items, total, next, page.After is not null, known));
    }

    private static async Task<IResult> ShowReview(
        RouteUuid organization_id, RouteUuid request_id, HttpContext context, ReviewDesk desk) =>
        await desk.ReadAsync(new OrganizationId(organization_id.Value), request_id.Value, context.RequestAborted) is { } review
            ? Page.Of<ReviewView>("admin.review.title", review) with
            {
                TitleValues = [("letter", review.Request.Level.ToString()), ("name", review.Label)],
            }
            : AdminRefusal.NotFound.ToProblem();

    private static Task<IResult> Approve(
        FormInput input, RouteUuid organization_id, RouteUuid request_id, HttpContext context, CommandSender commands,
        UpgradeRequestList requests)
    {
        var errors = new FieldErrors();
        var until = input.Day(errors, "valid_until");
        errors.ThrowIfAny();
        return SendAsync(
            organization_id, request_id, context, commands, requests,
            new(Words.Of(ReviewDecision.Approve), input.TextOrNull("review_notes"), null, until, input.TextOrNull("comment")), "approved");
    }

    private static Task<IResult> Reject(
        FormInput input, RouteUuid organization_id, RouteUuid request_id, HttpContext context, CommandSender commands,
        UpgradeRequestList requests) =>
        SendAsync(
            organization_id, request_id, context, commands, requests,
            new(
                Words.Of(ReviewDecision.Reject), input.TextOrNull("review_notes"), input.TextOrNull("rejection_reason"), null,
                input.TextOrNull("comment")),
            "rejected");

    private static async Task<IResult> SendAsync(
        RouteUuid organization, RouteUuid request, HttpContext context, CommandSender commands, UpgradeRequestList requests,
        ReviewBody review, string done)
    {
        var (_, problem) = await commands.Send(organization, context, ReviewEndpoints.Read(request.Value, review));
        if (problem is not null)
        {
            return problem;
        }

        // On to the next that waits; when none does, the queue says so.
        var (waiting, _) = await requests.ReadQueue(UpgradeRequestStatus.Pending, after: null, take: 2, context.RequestAborted);
        var next = waiting.FirstOrDefault(other => other.Id != request.Value);
        return FormRoutes.Done(context, next is null ? Address : AddressOf(next.OrganizationId.Value, next.Id), done);
    }
}

/// <summary>A page of the queue.</summary>
/// <param name="Status">Where its requests stand.</param>
/// <param name="Items">The oldest first.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
/// <param name="IsLater">It is not the first page.</param>
/// <param name="Names">What the organizations are called.</param>
internal sealed record RequestQueue(
    UpgradeRequestStatus Status, IReadOnlyList<StoredUpgradeRequest> Items, long Total, string? Next, bool IsLater,
    IReadOnlyDictionary<Guid, string> Names);
