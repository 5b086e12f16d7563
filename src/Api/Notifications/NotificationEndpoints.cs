using StatusLevels.Api.Idempotency;
using StatusLevels.Silo.Notifications;

namespace StatusLevels.Api.Notifications;

/// <summary>What the members of an organization are told in the product, and which of it they have read.</summary>
internal static class NotificationEndpoints
{
    private const int MostIds = 100;
    private const string IsNoId = "must be the id of a notification";

    public static void AddNotifications(this WebApplicationBuilder builder) => builder.Services.AddSingleton<NotificationList>();

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var notifications = routes.MapGroup("/api/organizations/{organization_id}/notifications")
            .RequireAuthorization(Policies.OrganizationReader)
            .WithTags("Notifications");

        notifications.MapGet("/", List)
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithSummary("The notifications of an organization")
            .WithDescription("""
                Newest first, in pages of `limit` (1..100, larger is capped); `next_cursor` is the `cursor` of the next page. `read` and `unread_count`
                are those of the caller: everybody reads for themselves. There is a notification for every event that goes out and is not `quiet`.
                """);

        notifications.MapPost("/read", MarkRead)
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.OutcomeUnknown)
            .WithSummary("Mark notifications as read")
            .WithDescription("""
                Either `ids`, or `up_to`: that one and all older ones. What came in since the caller looked stays unread. Marking again changes nothing; an
                id that the organization does not have marks nothing.
                """);
    }

    private static async Task<Ok<NotificationPage>> List(
        RouteUuid organization_id, HttpContext context, NotificationList notifications, string? cursor, string? limit)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit, NotificationCursor.Read);
        query.ThrowIfAny();

        var (read, unread) = await notifications.ReadPage(
            new OrganizationId(organization_id.Value), Reader(context), page.After, page.Take, onlyUnread: false, context.RequestAborted);
        var (items, next) = page.Cut(read, NotificationCursor.Of, context);
        return TypedResults.Ok(new NotificationPage([.. items.Select(NotificationReply.Of)], next, unread));
    }

    private static async Task<Results<Ok<NotificationsReadReply>, Problem>> MarkRead(
        RouteUuid organization_id, JsonBody<NotificationsReadRequest> body, HttpContext context, NotificationList notifications,
        KeptAnswers answers)
    {
        var reply = await MarkReadAsync(new OrganizationId(organization_id.Value), body.Value, context, notifications, answers);
        return reply is not null
            ? TypedResults.Ok(reply)
            : new Problem(ProblemCode.NotFound, "no_such_notification");
    }

    /// <summary>Marks what is asked for, once for each key.</summary>
    /// <returns>Null: the organization lacks one of them, and nothing was marked.</returns>
    /// <exception cref="ProblemException">It is not clear which are meant.</exception>
    public static Task<NotificationsReadReply?> MarkReadAsync(
        OrganizationId organization, NotificationsReadRequest asked, HttpContext context, NotificationList notifications,
        KeptAnswers answers)
    {
        var (ids, upTo) = Which(asked);
        var reader = Reader(context);
        return answers.RunAsync<NotificationsReadReply>(
            context.Keyed(),
            async transaction =>
            {
                var unread = await (upTo is { } last
                    ? notifications.MarkReadUpTo(transaction, organization, reader, last, CancellationToken.None)
                    : notifications.MarkRead(transaction, organization, reader, ids, CancellationToken.None));
                return (unread is { } count ? new(count) : null, unread is not null);
            },
            holdsSecret: false,
            context.RequestAborted);
    }

    private static (IReadOnlyList<Guid> Ids, Guid? UpTo) Which(NotificationsReadRequest asked)
    {
        var errors = new FieldErrors()
            .AddIf(
                asked is { Ids: null, UpTo: null } or { Ids: not null, UpTo: not null }, FieldErrors.WholeBody,
                "must hold either ids or up_to")
            .AddIf(asked.Ids is { Count: < 1 or > MostIds }, "ids", $"must have 1 to {MostIds} items");
        var ids = new List<Guid>();
        foreach (var (text, index) in asked.Ids?.Take(MostIds).Select((text, index) => (text, index)) ?? [])
        {
            errors.AddIf(!Uuid.TryParse(text, out var id), $"ids[{index}]", IsNoId);
            ids.Add(id);
        }

        var upTo = Guid.Empty;
        errors.AddIf(asked.UpTo is not null && !Uuid.TryParse(asked.UpTo, out upTo), "up_to", IsNoId);
        errors.ThrowIfAny();
        return (ids, asked.UpTo is null ? null : upTo);
    }

    // Marks belong to a user; whoever may read without being one has nobody to keep them for.
    private static string Reader(HttpContext context) =>
        context.User.UserId() ?? throw new ProblemException(new(ProblemCode.Forbidden, "not_a_user"));
}

/// <summary>Which notifications the caller has read: exactly one of the two.</summary>
/// <param name="Ids">These, 1 to 100.</param>
/// <param name="UpTo">This one and all older ones.</param>
internal sealed record NotificationsReadRequest(IReadOnlyList<string?>? Ids = null, string? UpTo = null);

/// <summary>What is left.</summary>
/// <param name="UnreadCount">How many notifications of the organization the caller has not read.</param>
internal sealed record NotificationsReadReply(long UnreadCount);

/// <summary>A page of notifications.</summary>
/// <param name="NextCursor">The <c>cursor</c> of the next page; null on the last one.</param>
/// <param name="UnreadCount">How many notifications of the organization the caller has not read, on all pages.</param>
internal sealed record NotificationPage(IReadOnlyList<NotificationReply> Items, string? NextCursor, long UnreadCount);

/// <summary>A notification.</summary>
/// <param name="Type">The type of the event, e.g. <c>status.expiry.notice</c>.</param>
/// <param name="CreatedAt">When it was written down.</param>
/// <param name="Read">Whether the caller has read it.</param>
/// <param name="Metadata">The facts.</param>
/// <param name="Told">Where it went, the first one first.</param>
internal sealed record NotificationReply(
    Guid Id, string Type, DateTimeOffset CreatedAt, bool Read, NotificationMetadata Metadata, IReadOnlyList<ToldReply> Told)
{
    public static NotificationReply Of(StoredNotification stored) => new(
        stored.Id, stored.Type, stored.CreatedAt, stored.Read, new(stored.Level, stored.DaysLeft, stored.ValidUntil, stored.ExpiryDate),
        ToldReply.Of(stored.Told));
}

/// <summary>The facts of a notification.</summary>
/// <param name="Level">The level concerned.</param>
/// <param name="DaysLeft">Whole days from <c>created_at</c> until <c>expiry_date</c>, rounded up.</param>
/// <param name="ValidUntil">The end of the level, when it has one.</param>
/// <param name="ExpiryDate">
/// The end that the news is about: of the level, of a payment grace, of the time to restore B or to meet the criteria of C.
/// </param>
internal sealed record NotificationMetadata(string? Level, int? DaysLeft, DateTimeOffset? ValidUntil, DateTimeOffset? ExpiryDate);
