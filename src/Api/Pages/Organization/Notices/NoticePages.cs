using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Notifications;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Silo.Notifications;

namespace StatusLevels.Api.Pages.Organization.Notices;

/// <summary>What the members of an organization are told. Everybody reads for themselves.</summary>
internal static class NoticePages
{
    public const string Unread = "unread";

    private const int PageSize = 20;

    public static void MapNoticePages(this IEndpointRouteBuilder routes) =>
        routes.MapForm(OrganizationPages.Notices, ShowAsync, ReadAsync);

    private static async Task<Page> ShowAsync(
        RouteUuid organization_id, HttpContext context, NotificationList notifications, string? show, string? cursor)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, $"{PageSize}", NotificationCursor.Read);
        query.ThrowIfAny();

        var onlyUnread = show == Unread;
        var (read, unread) = await notifications.ReadPage(
            new OrganizationId(organization_id.Value), context.User.UserId()!, page.After, page.Take, onlyUnread, context.RequestAborted);
        var (items, next) = page.Cut(read, NotificationCursor.Of, context);
        return Page.Of<NoticesView>("notices.title", new NoticesModel(items, next, unread, onlyUnread, IsFirst: page.After is null));
    }

    private static async Task<IResult> ReadAsync(
        RouteUuid organization_id, FormInput input, HttpContext context, NotificationList notifications, KeptAnswers answers)
    {
        var asked = input.TextOrNull("up_to") is { } upTo
            ? new NotificationsReadRequest(UpTo: upTo)
            : new NotificationsReadRequest(Ids: input.All("ids"));
        var reply = await NotificationEndpoints.MarkReadAsync(
            new OrganizationId(organization_id.Value), asked, context, notifications, answers);
        var address = input[Unread].Length > 0 ? $"{OrganizationPages.Notices}?show={Unread}" : OrganizationPages.Notices;
        return reply is null
            ? new Problem(ProblemCode.NotFound, "no_such_notification")
            : FormRoutes.Done(context, address, "read");
    }
}

/// <summary>A page of notifications.</summary>
internal sealed record NoticesModel(
    IReadOnlyList<StoredNotification> Items, string? Next, long UnreadCount, bool OnlyUnread, bool IsFirst);
