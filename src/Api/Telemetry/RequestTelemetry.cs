using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using StatusLevels.Api.Limits;
using StatusLevels.Silo.Telemetry;

namespace StatusLevels.Api.Telemetry;

/// <summary>What a node with an HTTP face tells besides: metrics for Prometheus at <c>/metrics</c>, and the requests.</summary>
internal static class RequestTelemetry
{
    private const string Path = "/metrics";

    private static readonly string[] Meters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting"];

    /// <exception cref="Silo.StartupException">A setting is wrong; the sentence names it.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.AddStatusLevelsTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter(options => options.ScrapeEndpointPath = Path));
        if (TelemetrySettings.From(builder.Configuration).Endpoint is not null)
        {
            telemetry.WithTracing(traces => traces.AddAspNetCoreInstrumentation(options => options.Filter = static context => !IsProbe(context.Request.Path)));
        }
    }

    /// <summary>For operators, like the health checks: whoever faces the internet keeps it inside.</summary>
    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint(Path)
        .AllowAnonymous()
        .WithMetadata(new OutsideLimits())
        .ShortCircuit();

    private static bool IsProbe(PathString path) => path == Path || path == "/healthz" || path == "/readyz";
}
