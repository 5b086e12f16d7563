using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Serialization;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Catalog;
using StatusLevels.Silo.Dashboard;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Expiry;
using StatusLevels.Silo.History;
using StatusLevels.Silo.Reminders;
using StatusLevels.Silo.Telemetry;

namespace StatusLevels.Silo;

/// <summary>Composes a silo: a process in which organizations live.</summary>
public static class SiloHosting
{
    private const string Invariant = "Npgsql";

    /// <summary>Adds the silo, its storage and reminders over the database of this process.</summary>
    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static IHostApplicationBuilder AddStatusLevelsSilo(this IHostApplicationBuilder builder, DatabaseSession database)
    {
        var cluster = ClusterSettings.From(builder.Configuration, database.IsPrivate);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddStatusLevelCatalog(builder.Configuration);
        builder.Services.AddSingleton<IStatusHistory, StatusHistory>();
        builder.Services.AddSingleton<LocalStatuses>();
        builder.AddExpiryWatch();
        builder.Logging.LeaveOutFalseAlarms();
        builder.UseOrleans(silo => silo
            .AddClustering(cluster, database.ConnectionString)
            .AddAdoNetGrainStorage(StorageNames.Provider, options =>
            {
                options.Invariant = Invariant;
                options.ConnectionString = database.ConnectionString;
                options.GrainStorageSerializer = new OrganizationDocumentSerializer();
            })
            .UseAdoNetReminderService(options =>
            {
                options.Invariant = Invariant;
                options.ConnectionString = database.ConnectionString;
            })
            .UseWindowedReminders()
            .AddReminderUpkeep()
            .AddTelemetry(builder.Configuration)
            .AddDashboard(builder.Configuration)
            // Why an organization cannot be read or written is told to the node that asked.
            .Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add(Invariant))
            .Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(8)));
        return builder;
    }

    private static ISiloBuilder AddClustering(this ISiloBuilder silo, ClusterSettings cluster, string connectionString)
    {
        silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (StorageNames.ServiceId, StorageNames.ServiceId));
        if (cluster.Mode == ClusterMode.Local)
        {
            return silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, null, StorageNames.ServiceId, StorageNames.ServiceId);
        }

        return silo
            .Configure<EndpointOptions>(options =>
            {
                options.AdvertisedIPAddress = cluster.AdvertisedIp;
                options.SiloPort = cluster.SiloPort;
                options.GatewayPort = cluster.GatewayPort;
                options.SiloListeningEndpoint = new IPEndPoint(IPAddress.Any, cluster.SiloPort);
                options.GatewayListeningEndpoint = new IPEndPoint(IPAddress.Any, cluster.GatewayPort);
            })
            .UseAdoNetClustering(options =>
            {
                options.Invariant = Invariant;
                options.ConnectionString = connectionString;
            });
    }
}
