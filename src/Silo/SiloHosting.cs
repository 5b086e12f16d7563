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
using StatusLevels.Silo.Organizations;
using StatusLevels.Silo.Reminders;
using StatusLevels.Silo.Telemetry;

namespace StatusLevels.Silo;

/// <summary>Composes a silo: a process in which organizations live.</summary>
public static class SiloHosting
{
    /// <summary>How long a call of a grain may take: longer than a command of the database, shorter than a request.</summary>
    internal static readonly TimeSpan CallTime = TimeSpan.FromSeconds(8);

    /// <summary>Adds the silo, its storage and reminders over the database of this process.</summary>
    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static IHostApplicationBuilder AddStatusLevelsSilo(this IHostApplicationBuilder builder, DatabaseSession database)
    {
        var cluster = ClusterSettings.From(builder.Configuration);
        builder.AddReaders();
        builder.AddExpiryWatch();
        builder.Services.AddHostedService<SettlingCluster>();
        builder.Logging.LeaveOutFalseAlarms();
        builder.Logging.LeaveOutRefusals();
        builder.UseOrleans(silo => silo
            .AddClustering(cluster, database.ConnectionString, builder.Configuration)
            .AddAdoNetGrainStorage(StorageNames.Provider, options =>
            {
                options.Invariant = ClusterHosting.Invariant;
                options.ConnectionString = database.ConnectionString;
                options.GrainStorageSerializer = new OrganizationDocumentSerializer();
            })
            .UseAdoNetReminderService(options =>
            {
                options.Invariant = ClusterHosting.Invariant;
                options.ConnectionString = database.ConnectionString;
            })
            .UseWindowedReminders()
            .AddReminderUpkeep()
            .AddTelemetry(builder.Configuration)
            .AddDashboard(builder.Configuration)
            .AddOutgoingGrainCallFilter<HandoverRetry>()
            .Configure<ExceptionSerializationOptions>(TellReasons)
            .Configure<SiloMessagingOptions>(options => options.ResponseTimeout = CallTime));
        return builder;
    }

    /// <summary>What is read from the database and the configuration, with or without a silo in the process.</summary>
    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    internal static void AddReaders(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddStatusLevelCatalog(builder.Configuration);
        builder.Services.AddSingleton<IStatusHistory, StatusHistory>();
        builder.Services.AddSingleton<StoredStatuses>();
        // Without a silo it stays empty.
        builder.Services.AddSingleton<LocalSnapshots>();
        builder.Services.AddSingleton<OutboxSignal>();
    }

    /// <summary>Why an organization cannot be read or written is told to the process that asked.</summary>
    internal static void TellReasons(ExceptionSerializationOptions options) =>
        options.SupportedNamespacePrefixes.Add(ClusterHosting.Invariant);
}
