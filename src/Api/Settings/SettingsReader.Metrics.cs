using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>Who may read what the product tells of itself.</summary>
internal sealed partial class SettingsReader
{
    private int? MetricsPort(int publicPort)
    {
        var setting = configuration.Setting("METRICS_PORT", "Metrics:Port");
        var port = setting.Port();
        return port == publicPort
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

        Secret(setting.Name, token);
        return token;
    }
}
