using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.Pages.Endpoints;

/// <summary>Reads what an endpoint was sent, as its page shows it.</summary>
internal sealed class EndpointPageReader(DeliveryList deliveries)
{
    private const int PageSize = 20;

    public async Task<EndpointModel> ReadAsync(FoundEndpoint found, HttpContext context, string? status, string? cursor)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, $"{PageSize}", ItemCursor.ReadId);
        var wanted = query.Word<DeliveryStatus>(nameof(status), status);
        query.ThrowIfAny();
        var read = await deliveries.ReadAsync(
            found.Endpoint.Id, new(wanted, Type: null, Organization: null, page.After), page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, one => ItemCursor.Of(one.Id), context);
        return new(found, items, next, wanted);
    }
}

/// <summary>An endpoint with what it was sent.</summary>
/// <param name="Found">The endpoint.</param>
/// <param name="Deliveries">A page of what it was sent.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
/// <param name="Status">Only those; null for all.</param>
internal sealed record EndpointModel(FoundEndpoint Found, IReadOnlyList<DeliveryReply> Deliveries, string? Next, DeliveryStatus? Status)
{
    /// <summary>Whoever may not change it is not shown what may hold a secret.</summary>
    public EndpointReply Endpoint { get; } =
        Found.CanChange ? Found.Endpoint : Found.Endpoint with { Url = EndpointRules.Masked(Found.Endpoint.Url) };

    /// <summary>What came back from a test that was just made.</summary>
    public EndpointTestReply? Test { get; init; }
}

/// <summary>A delivery of an endpoint.</summary>
internal sealed record DeliveryModel(FoundEndpoint Found, DeliveryDetailReply Delivery);

/// <summary>A secret, this once.</summary>
/// <param name="Endpoint">The page of the endpoint that it belongs to.</param>
/// <param name="Text">The secret.</param>
/// <param name="PreviousExpiresAt">Until when the one before signs, too; null for none.</param>
internal sealed record SecretModel(string Endpoint, string Text, DateTimeOffset? PreviousExpiresAt);
