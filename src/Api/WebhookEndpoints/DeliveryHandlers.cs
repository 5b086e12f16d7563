namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>What became of events, for the routes of the platform and of organizations alike.</summary>
internal sealed class DeliveryHandlers(EndpointList endpoints, DeliveryList deliveries)
{
    private const int LongestType = 100;

    public async Task<Results<Ok<DeliveryPage>, Problem>> List(
        EndpointScope scope, RouteUuid endpoint, HttpContext context, string? status, string? type, string? organization, string? cursor,
        string? limit)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit, ItemCursor.ReadId);
        query.AddIf(
            !string.IsNullOrEmpty(organization) && !Uuid.TryParse(organization, out _), "organization_id", "must be a UUID");
        var wanted = new DeliveryQuery(
            query.Word<DeliveryStatus>("status", status), query.Text("type", type, LongestType),
            Uuid.TryParse(organization, out var id) ? id : null, page.After);
        query.ThrowIfAny();
        if (await endpoints.FindAsync(scope, endpoint.Value, context.RequestAborted) is null)
        {
            return AdminRefusal.NotFound.ToProblem();
        }

        if (wanted.After is { } after && !await deliveries.HasAsync(endpoint.Value, after, context.RequestAborted))
        {
            return Problem.Invalid("cursor", "must be the next_cursor of an earlier answer about this endpoint");
        }

        var read = await deliveries.ReadAsync(endpoint.Value, wanted, page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, one => ItemCursor.Of(one.Id), context);
        return TypedResults.Ok(new DeliveryPage(items, next));
    }

    public async Task<Results<Ok<DeliveryDetailReply>, Problem>> Get(
        EndpointScope scope, RouteUuid endpoint, RouteUuid delivery, HttpContext context) =>
        await endpoints.FindAsync(scope, endpoint.Value, context.RequestAborted) is not null
        && await deliveries.FindAsync(endpoint.Value, delivery.Value, context.RequestAborted) is { } found
            ? TypedResults.Ok(scope.IsChangedBy(context.User) ? found : WithoutBodies(found))
            : AdminRefusal.NotFound.ToProblem();

    private static DeliveryDetailReply WithoutBodies(DeliveryDetailReply delivery) =>
        delivery with { Tries = [.. delivery.Tries.Select(one => one with { Body = null })] };
}
