using StatusLevels.Api.Delivery.Webhooks;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Endpoints that hear of events, and who keeps them.</summary>
internal static class WebhookEndpointHosting
{
    public static void AddWebhookEndpoints(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddWebhookSending();
        services.AddSingleton<EndpointList>();
        services.AddSingleton<EndpointChanges>();
        services.AddSingleton<EndpointReplays>();
        services.AddSingleton<EndpointTester>();
        services.AddSingleton<EndpointHandlers>();
        services.AddSingleton<DeliveryList>();
        services.AddSingleton<DeliveryHandlers>();
        services.AddSingleton<EventFeed>();
        services.AddSingleton<FeedWaits>();
    }
}
