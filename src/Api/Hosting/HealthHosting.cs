using Microsoft.Extensions.Diagnostics.HealthChecks;
using StatusLevels.Api.Health;

namespace StatusLevels.Api.Hosting;

/// <summary>What a node needs before it should get traffic.</summary>
internal static class HealthHosting
{
    public static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan GaugePeriod = TimeSpan.FromSeconds(10);

    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", timeout: CheckTime)
            .AddCheck<MigrationHealth>("migrations", timeout: CheckTime);
        builder.Services.AddSingleton<IHealthCheckPublisher, HealthGauges>();
        builder.Services.AddOptions<HealthCheckPublisherOptions>().Configure<IHostApplicationLifetime>((options, node) =>
        {
            (options.Delay, options.Period) = (TimeSpan.FromSeconds(1), GaugePeriod);
            // A node that starts or stops is not ready, as it should be: that is no failure to be logged.
            options.Predicate = _ => node.ApplicationStarted.IsCancellationRequested && !node.ApplicationStopping.IsCancellationRequested;
        });
    }
}
