using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.Pages.Organization.Endpoints;

/// <summary>Reads an endpoint with what it was sent, as its page shows it.</summary>
internal sealed class EndpointPageReader(EndpointList endpoints, DeliveryList deliveries)
{
    private const int PageSize = 20;

    /// <summary>Null: the organization has no such endpoint.</summary>
    public async Task<EndpointModel?> ReadAsync(
        RouteUuid organization, RouteUuid id, HttpContext context, string? status, string? cursor)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, $"{PageSize}", ItemCursor.ReadId);
        var wanted = query.Word<DeliveryStatus>(nameof(status), status);
        query.ThrowIfAny();
        var scope = EndpointScope.Of(organization);
        if (await endpoints.FindAsync(scope, id.Value, context.RequestAborted) is not { } endpoint)
        {
            return null;
        }

        var isManager = EndpointPages.IsManager(context, organization);
        var isOwn = endpoint.OwnedBy == scope.Owner;
        var read = await deliveries.ReadAsync(
            id.Value, new(wanted, Type: null, Organization: null, page.After), page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, one => ItemCursor.Of(one.Id), context);
        return new(
            isManager && isOwn ? endpoint : endpoint with { Url = EndpointRules.Masked(endpoint.Url) }, isManager, isOwn, items, next,
            wanted);
    }
}

/// <summary>An endpoint with what it was sent.</summary>
internal sealed record EndpointModel(
    EndpointReply Endpoint, bool IsManager, bool IsOwn, IReadOnlyList<DeliveryReply> Deliveries, string? Next, DeliveryStatus? Status)
{
    /// <summary>What came back from a test that was just made.</summary>
    public EndpointTestReply? Test { get; init; }

    public bool CanChange => IsManager && IsOwn;
}
