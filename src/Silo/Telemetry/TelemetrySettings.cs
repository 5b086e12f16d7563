using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo.Telemetry;

/// <summary>Where traces and metrics are sent.</summary>
/// <param name="Endpoint"><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; null: nowhere.</param>
public sealed record TelemetrySettings(Uri? Endpoint)
{
    private const string Name = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="StartupException">It is no http(s) address.</exception>
    public static TelemetrySettings From(IConfiguration configuration) => configuration[Name]?.Trim() switch
    {
        null or "" => new(Endpoint: null),
        var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" => new(uri),
        _ => throw new StartupException($"{Name} must be an http or https address, such as http://localhost:4317."),
    };
}
