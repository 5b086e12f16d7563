using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo.Telemetry;

/// <summary>Where traces and metrics are sent.</summary>
/// <param name="Endpoint"><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; null: nowhere.</param>
public sealed record TelemetrySettings(Uri? Endpoint)
{
    /// <summary>Reads and checks it.</summary>
    /// <exception cref="StartupException">It is no http(s) address.</exception>
    public static TelemetrySettings From(IConfiguration configuration)
    {
        var setting = configuration.Setting("OTEL_EXPORTER_OTLP_ENDPOINT").Trimmed;
        return new(setting.Url(_ => true, bad => bad.Bad("must be an http or https address, such as http://localhost:4317")));
    }
}
