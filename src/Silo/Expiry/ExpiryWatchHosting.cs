using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using StatusLevels.Grains.Organizations;

namespace StatusLevels.Silo.Expiry;

/// <summary>What lets operators see that nothing is lost: metrics, the daily summary, the heartbeat.</summary>
internal static class ExpiryWatchHosting
{
    private const int Retries = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WholeTime = TimeSpan.FromSeconds(90);

    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static void AddExpiryWatch(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddMetrics();
        services.AddSingleton<NoticeMetrics>();
        services.TryAddSingleton<ExpirySummaryReader>();
        services.AddSingleton<SummaryClaims>();
        services.AddSingleton(HeartbeatSettings.From(builder.Configuration));
        services.AddSingleton<Heartbeat>();
        services.AddHostedService<ExpiryGauges>();
        services.AddHostedService<DailySummary>();

        // The usual loggers and traces of a client hold the address.
        services.AddHttpClient(Heartbeat.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { ActivityHeadersPropagator = null })
            .AddResilienceHandler("heartbeat", pipeline =>
            {
                pipeline.TimeProvider = TimeProvider.System;
                pipeline
                    .AddTimeout(WholeTime)
                    .AddRetry(new HttpRetryStrategyOptions
                    {
                        MaxRetryAttempts = Retries,
                        Delay = FirstPause,
                        BackoffType = DelayBackoffType.Exponential,
                        UseJitter = true,
                    })
                    .AddTimeout(AttemptTime);
            });
    }
}
