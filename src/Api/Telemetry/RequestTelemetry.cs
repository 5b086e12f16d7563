using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Settings;
using StatusLevels.Silo.Telemetry;

namespace StatusLevels.Api.Telemetry;

/// <summary>What a node with an HTTP face tells besides: metrics for Prometheus at <c>/metrics</c>, and the requests.</summary>
internal static class RequestTelemetry
{
    private const string Path = "/metrics";

    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting"];

    /// <exception cref="Silo.StartupException">A setting is wrong; the sentence names it.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.AddStatusLevelsTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter(options => options.ScrapeEndpointPath = Path));
        if (TelemetrySettings.From(builder.Configuration).Endpoint is not null)
        {
            telemetry.WithTracing(
                traces =>
                    traces.AddAspNetCoreInstrumentation(options => options.Filter = static context => !IsProbe(context.Request.Path)));
        }
    }

    /// <summary>For operators alone: what may be read by whom, <see cref="MetricsAccess"/> says.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        var access = new MetricsAccess(app.Services.GetRequiredService<ApiSettings>());
        app.MapPrometheusScrapingEndpoint(Path)
            .AllowAnonymous()
            .WithMetadata(new OutsideLimits())
            .ShortCircuit()
            .Add(endpoint =>
            {
                var scrape = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = context =>
                    access.Refuse(context) is { } refusal ? refusal.ExecuteAsync(context) : scrape(context);
            });
    }

    /// <summary>The port of the metrics serves them and the checks of health, and nobody else.</summary>
    public static void UseMetricsPort(this IApplicationBuilder app, ApiSettings settings)
    {
        if (settings.MetricsPort is { } port)
        {
            app.Use((context, next) => MetricsAccess.Came(context, port) ? MetricsAccess.Nothing.ExecuteAsync(context) : next(context));
        }
    }

    private static bool IsProbe(PathString path) => path == Path || path == "/healthz" || path == "/readyz";
}
