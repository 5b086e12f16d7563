namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>All that happens, for those who would rather pull, or catch up.</summary>
internal static class FeedEndpoint
{
    private const int MostItems = 100;
    private const int LongestWait = 30;

    // A little more than the longest wait.
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(LongestWait + 5);

    public static void MapFeed(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/admin/events", Get)
        .RequireAuthorization(Policies.EventsReader)
        .WithRequestTimeout(RequestTime)
        .WithTags("Webhook endpoints")
        .MayAnswer(ProblemCode.CursorExpired, ProblemCode.DeliveryHeld)
        .WithSummary("What happened, in one order")
        .WithDescription("""
            From the cursor on; without one from the oldest event that is kept, with `latest` from now on. The answer always has a cursor for the next
            question, and a page may be empty though more follows when it was narrowed. `wait` holds the answer until something happens. 410 when
            something behind the cursor may be missing: begin anew, and read the levels by their own routes. At most 2 questions of a caller wait.
            """);

    private static async Task<Results<Ok<EventsReply>, Problem>> Get(
        HttpContext context, EventFeed feed, FeedWaits waits, string? after, string? types, string? organization_id, string? limit,
        string? wait)
    {
        var query = new QueryReader();
        var cursor = string.IsNullOrEmpty(after) || after == FeedCursor.Latest ? null : FeedCursor.Read(after);
        query.AddIf(
            cursor is null && !string.IsNullOrEmpty(after) && after != FeedCursor.Latest, nameof(after),
            "must be the next_cursor of an earlier answer, or latest");
        var named = string.IsNullOrEmpty(types) ? null : types.Split(',', StringSplitOptions.TrimEntries);
        query.AddIf(
            named?.All(EventTypes.Contains) is false, nameof(types),
            $"must be some of {string.Join(", ", EventTypes.All)}, separated by commas");
        var isOrganization = Uuid.TryParse(organization_id, out var organization);
        query.AddIf(!isOrganization && !string.IsNullOrEmpty(organization_id), nameof(organization_id), "must be a UUID");
        var wanted = new FeedQuery(
            named, isOrganization ? organization : null,
            (int)Math.Min(query.Number(nameof(limit), limit, 1, int.MaxValue) ?? MostItems, MostItems));
        var patience = TimeSpan.FromSeconds(query.Number(nameof(wait), wait, 0, LongestWait) ?? 0);
        query.ThrowIfAny();

        var end = await feed.EndAsync(context.RequestAborted);
        if (end.IsHeld)
        {
            return Held;
        }

        if (cursor is not null && feed.HasExpired(cursor, end))
        {
            return new Problem(ProblemCode.CursorExpired, "cursor_expired");
        }

        var from = cursor?.Position ?? (after == FeedCursor.Latest ? end.Position : 0);
        return await waits.ReadAsync(context, from, end, wanted, patience);
    }

    /// <summary>Nobody is told anything now.</summary>
    public static Problem Held { get; } = new(
        ProblemCode.DeliveryHeld, "delivery_held")
    {
        RetryAfter = TimeSpan.FromSeconds(30),
    };
}
