using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Serialization;
using StatusLevels.Silo.Dashboard;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Telemetry;
using StatusLevels.Silo.Trust;

namespace StatusLevels.Silo;

/// <summary>Composes a process without a silo, which asks those that have one.</summary>
public static class ClientHosting
{
    /// <summary>
    /// Adds the way to the silos that share the database of this process, and what is read from the database without them.
    /// </summary>
    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static IHostApplicationBuilder AddStatusLevelsClient(this IHostApplicationBuilder builder, DatabaseSession database)
    {
        var services = builder.Services;
        var trust = NodeTrust.From(builder.Configuration);
        builder.AddReaders();
        builder.Logging.LeaveOutSearching();
        var registered = services.Count;
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(ClusterHosting.Name)
                .UseNodeTls(trust)
                .UseAdoNetClustering(options =>
                {
                    options.Invariant = ClusterHosting.Invariant;
                    options.ConnectionString = database.ConnectionString;
                })
                .AddGatewayCountChangedHandler(provider =>
                {
                    var state = provider.GetRequiredService<GatewayState>();
                    return (_, change) => state.Connected = change.NumberOfConnectedGateways;
                })
                // A silo that is back serves again after this time at the latest.
                .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5))
                .AddOutgoingGrainCallFilter<HandoverRetry>()
                .Configure<ExceptionSerializationOptions>(SiloHosting.TellReasons)
                .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = SiloHosting.CallTime)
                .AddTelemetry(builder.Configuration)
                .AddDashboard(builder.Configuration);
        });

        // The client's own service would keep the whole process from starting for as long as no silo is there.
        foreach (var service in services.Skip(registered).Where(service => service.ServiceType == typeof(IHostedService)).ToArray())
        {
            services.Remove(service);
        }

        services.AddSingleton<GatewayState>();
        services.AddSingleton<IClientConnectionRetryFilter>(provider => provider.GetRequiredService<GatewayState>());
        services.AddSingleton<IOutgoingGrainCallFilter>(provider => provider.GetRequiredService<GatewayState>());
        services.AddSingleton(provider => new ClusterConnection(
            provider.GetRequiredService<IClusterClient>(), provider.GetRequiredService<GatewayState>(),
            provider.GetRequiredService<ILogger<ClusterConnection>>()));
        services.AddHostedService(provider => provider.GetRequiredService<ClusterConnection>());
        return builder;
    }
}
