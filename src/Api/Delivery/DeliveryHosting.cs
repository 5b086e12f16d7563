using Microsoft.Extensions.DependencyInjection.Extensions;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo;

namespace StatusLevels.Api.Delivery;

/// <summary>What happened goes out, from every process with an HTTP face.</summary>
internal static class DeliveryHosting
{
    private const int LeastDays = 7;
    private const int MostDays = 400;
    private const int StandardDays = 90;

    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static void AddDelivery(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(Settings(builder.Configuration));
        // With a silo of its own this process hears of its commits at once.
        services.TryAddSingleton<OutboxSignal>();
        services.AddSingleton<DeliverySignal>();
        services.AddSingleton<DeliveryMetrics>();
        services.AddSingleton<DeliveryLeases>();
        services.AddSingleton<DeliveryHold>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryHold>());
        services.AddSingleton<DeliveryRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryRetention>());
        services.AddSingleton<Sequencer>();
        services.AddHostedService(provider => provider.GetRequiredService<Sequencer>());

        services.AddSingleton<IFanOut, WebhookFanOut>();
        services.AddSingleton<EndpointQueue>();
        services.AddSingleton<EndpointNotices>();
        services.AddSingleton<WebhookOutcomes>();
        services.AddHostedService<WebhookDispatcher>();
    }

    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static DeliverySettings Settings(IConfiguration configuration) => new()
    {
        IsOn = configuration.Setting("DELIVERY", "Delivery:IsOn").Flag() ?? true,
        Retention = TimeSpan.FromDays(
            configuration.Setting("DELIVERY_RETENTION_DAYS", "Delivery:RetentionDays").Number(LeastDays, MostDays) ?? StandardDays),
    };
}
