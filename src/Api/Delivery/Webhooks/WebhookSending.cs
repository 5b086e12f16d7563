using Microsoft.Extensions.DependencyInjection.Extensions;
using StatusLevels.Api.Settings;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>What it takes to send an event to an endpoint.</summary>
internal static class WebhookSending
{
    public static void AddWebhookSending(this IServiceCollection services)
    {
        services.TryAddSingleton<IHostAddresses, SystemHostAddresses>();
        services.AddSingleton<ReceiverRules>();
        services.AddSingleton<ReceiverCheck>();
        services.AddSingleton<ReceiverConnections>();
        services.AddSingleton<SealedSecrets>();
        services.AddSingleton<WebhookTargets>();
        services.AddSingleton<WebhookEnvelope>();
        services.AddSingleton(provider => WebhookSigningKeys.Of(
            provider.GetRequiredService<ApiSettings>(), provider.GetRequiredService<DatabaseSession>()));
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookKeysAtStart>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookKeysAtStart>());
    }
}
