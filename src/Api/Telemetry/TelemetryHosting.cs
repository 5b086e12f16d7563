using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using StatusLevels.Api.Traffic;

namespace StatusLevels.Api.Telemetry;

/// <summary>
/// What the product tells of itself while it runs: metrics for Prometheus at <c>/metrics</c>; metrics and traces by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>
/// says so, with the other settings of OpenTelemetry as their specification names them.
/// </summary>
internal static class TelemetryHosting
{
    private const string Service = "statuslevels";
    private const string Path = "/metrics";

    // The product's own, Orleans's and those of the platform beneath.
    private static readonly string[] Meters =
    [
        "StatusLevels.*", "Microsoft.Orleans", "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.RateLimiting", "System.Runtime",
    ];

    private static readonly string[] Sources = ["Microsoft.Orleans.Application"];

    /// <exception cref="Silo.StartupException">A setting is wrong; the sentence names it.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var settings = TelemetrySettings.From(builder.Configuration);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Service, serviceVersion: typeof(TelemetryHosting).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters).AddPrometheusExporter(options => options.ScrapeEndpointPath = Path);
                if (settings.Endpoint is not null)
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (settings.Endpoint is null)
        {
            return;
        }

        builder.UseOrleans(silo => silo.AddActivityPropagation());
        telemetry.WithTracing(traces => traces
            .AddAspNetCoreInstrumentation(options => options.Filter = static context => !IsProbe(context.Request.Path))
            .AddSource(Sources)
            .AddNpgsql()
            .AddOtlpExporter());
    }

    /// <summary>For operators, like the health checks: whoever faces the internet keeps it inside.</summary>
    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint(Path)
        .AllowAnonymous()
        .WithMetadata(new OutsideLimits())
        .ShortCircuit();

    private static bool IsProbe(PathString path) => path == Path || path == "/healthz" || path == "/readyz";
}
