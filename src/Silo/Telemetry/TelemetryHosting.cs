using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace StatusLevels.Silo.Telemetry;

/// <summary>
/// What every node tells of itself while it runs: traces and metrics by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>
/// says so, with the other settings of OpenTelemetry as their specification names them.
/// </summary>
public static class TelemetryHosting
{
    private const string Service = "statuslevels";

    // The product's own, which tell of the database too, Orleans's and those of the platform beneath.
    private static readonly string[] Meters = ["StatusLevels.*", Orleans, "System.Runtime"];

    // Of Orleans's instruments those that tell of organizations: the others count each message several times over, which costs every
    // change.
    private const string Orleans = "Microsoft.Orleans";

    private static readonly string[] Told =
        ["orleans-app-requests-", "orleans-catalog-", "orleans-storage-", "orleans-reminders-", "orleans-directory-recovery-"];

    // Calls of grains, and what their storage does on the way to the database.
    private static readonly string[] Sources = ["Microsoft.Orleans.Application", "Microsoft.Orleans.Storage"];

    /// <summary>Adds it; a node with an HTTP face adds to it.</summary>
    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static OpenTelemetryBuilder AddStatusLevelsTelemetry(this IHostApplicationBuilder builder)
    {
        var settings = TelemetrySettings.From(builder.Configuration);
        builder.Services.AddHostedService<DatabaseMetrics>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(
                resource => resource.AddService(Service, serviceVersion: typeof(TelemetryHosting).Assembly.GetName().Version?.ToString(3)));
        if (settings.Endpoint is not null)
        {
            telemetry
                .WithMetrics(metrics => metrics.AddOtlpExporter())
                .WithTracing(traces => traces.AddSource(Sources).AddNpgsql().AddProcessor(new PoolsInTraces()).AddOtlpExporter());
        }

        return telemetry.WithMetrics(metrics => metrics.AddMeter(Meters).AddView(OnlyTold));
    }

    private static MetricStreamConfiguration? OnlyTold(Instrument instrument) =>
        instrument.Meter.Name == Orleans && !Told.Any(name => instrument.Name.StartsWith(name, StringComparison.Ordinal))
            ? MetricStreamConfiguration.Drop
            : null;

    /// <summary>The gauges of this silo; and a trace follows a call to whichever node the grain lives on.</summary>
    internal static ISiloBuilder AddTelemetry(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.Services.AddHostedService<CountersFromZero>();
        silo.Services.AddHostedService<ClusterMetrics>();
        silo.Services.AddHostedService<StorageGauges>();
        silo.Services.AddHostedService<DeliveryGauges>();
        return TelemetrySettings.From(configuration).Endpoint is null ? silo : silo.AddActivityPropagation();
    }

    /// <summary>A trace follows a call to the silo.</summary>
    internal static IClientBuilder AddTelemetry(this IClientBuilder client, IConfiguration configuration) =>
        TelemetrySettings.From(configuration).Endpoint is null ? client : client.AddActivityPropagation();
}
