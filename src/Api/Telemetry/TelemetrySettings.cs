using StatusLevels.Silo;

namespace StatusLevels.Api.Telemetry;

/// <summary>Where traces and metrics are sent.</summary>
/// <param name="Endpoint"><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; null: nowhere. Metrics are at <c>/metrics</c> in any case.</param>
internal sealed record TelemetrySettings(Uri? Endpoint)
{
    private const string Name = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <exception cref="StartupException">It is no http(s) address.</exception>
    public static TelemetrySettings From(IConfiguration configuration) => configuration[Name]?.Trim() switch
    {
        null or "" => new(Endpoint: null),
        var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" => new(uri),
        _ => throw new StartupException($"{Name} must be an http or https address, such as http://localhost:4317."),
    };
}
