using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.Pages.Admin.Webhooks;

/// <summary>What the page of all endpoints shows.</summary>
internal sealed record WebhooksModel(IReadOnlyList<EndpointAnywhere> Items, string? NextCursor);

/// <summary>What the page of an endpoint shows.</summary>
/// <param name="Found">The endpoint.</param>
/// <param name="Deliveries">A page of what it was sent.</param>
/// <param name="Status">Only those; null for all.</param>
/// <param name="Test">What came back from a test just made; null for none.</param>
internal sealed record EndpointModel(EndpointAnywhere Found, DeliveryPage Deliveries, string? Status, EndpointTestReply? Test);

/// <summary>What the page of a delivery shows.</summary>
internal sealed record DeliveryModel(EndpointAnywhere Found, DeliveryDetailReply Delivery);

/// <summary>A secret that is shown this once.</summary>
/// <param name="Endpoint">Whose.</param>
/// <param name="Url">Where it is; null where that is known.</param>
/// <param name="Text">The secret.</param>
/// <param name="PreviousExpiresAt">Until when the one before signs, too; null for none.</param>
internal sealed record WebhookSecret(Guid Endpoint, string? Url, string Text, DateTimeOffset? PreviousExpiresAt);
