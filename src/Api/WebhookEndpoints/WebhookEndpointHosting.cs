using StatusLevels.Api.Delivery.Webhooks;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Endpoints that hear of events, and who keeps them.</summary>
internal static class WebhookEndpointHosting
{
    public static void AddWebhookEndpoints(this WebApplicationBuilder builder) => builder.Services.AddWebhookSending();
}
