using System.Text;
using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>Who may read what the product tells of itself.</summary>
internal sealed partial class SettingsReader
{
    private int? MetricsPort()
    {
        var setting = configuration.Setting("METRICS_PORT", "Metrics:Port");
        var port = setting.Port();
        return port is not null && port == (configuration.Setting("PORT", "Http:Port").Number(0, 65535) ?? StandardPort)
            ? throw setting.Bad("must be another port than PORT: it is for those who may read the metrics, and that one is for everybody")
            : port;
    }

    private string? MetricsToken()
    {
        var setting = configuration.Setting("METRICS_TOKEN", "Metrics:Token");
        if (setting.Text is not { } token)
        {
            return null;
        }

        var bytes = Encoding.UTF8.GetBytes(token);
        if (bytes.Length < MinKeyBytes)
        {
            throw setting.Bad($"must have at least {MinKeyBytes} bytes");
        }

        Unguessable(setting.Name, bytes);
        return token;
    }
}
