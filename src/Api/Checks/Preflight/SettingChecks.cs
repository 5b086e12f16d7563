using StatusLevels.Api.Delivery;
using StatusLevels.Api.Import;
using StatusLevels.Api.Settings;
using StatusLevels.Api.Telemetry;
using StatusLevels.Silo;
using StatusLevels.Silo.Catalog;
using StatusLevels.Silo.Dashboard;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Expiry;
using StatusLevels.Silo.Logging;
using StatusLevels.Silo.Telemetry;

namespace StatusLevels.Api.Checks.Preflight;

/// <summary>Reads every setting as the start does, and changes nothing.</summary>
internal sealed class SettingChecks(Installation installation, IHostEnvironment environment)
{
    private readonly HashSet<string> weak = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private ApiSettings? read;

    public IEnumerable<Check> All() =>
    [
        PreflightRules.Settings.By(_ => Task.FromResult(LookAtSettings())),
        PreflightRules.Secrets.By(_ => Task.FromResult(LookAtSecrets())),
        PreflightRules.Environment.By(_ => Task.FromResult(
            installation.IsDevelopment
                ? Finding.Warn($"Development: localhost only, and secrets are made up")
                : Finding.Ok($"Production"))),
    ];

    /// <summary>The settings of the HTTP face; null when one of them is wrong.</summary>
    public ApiSettings? TryRead()
    {
        try
        {
            return Read();
        }
        catch (StartupException)
        {
            // Told by the check of the settings.
            return null;
        }
    }

    private ApiSettings Read()
    {
        lock (gate)
        {
            return read ??= new SettingsReader(
                installation.Configuration, installation.IsDevelopment)
            { OnWeakSecret = name => weak.Add(name) }.Read();
        }
    }

    private Finding LookAtSettings()
    {
        var configuration = installation.Configuration;
        Read();
        LogFormatSetting.From(configuration, environment);
        SiloModes.From(configuration);
        DrainTime.From(configuration);
        DatabaseOptions.From(configuration);
        DeliveryHosting.Settings(configuration);
        ImportLimits.From(configuration);
        HeartbeatSettings.From(configuration);
        TelemetrySettings.From(configuration);
        SentrySettings.From(configuration);
        configuration.HasDashboard();
        var catalog = StatusLevelCatalogLoader.Load(configuration);
        return Finding.Ok($"all of them; the catalog is version {Word.Name(catalog.Version)}");
    }

    private Finding LookAtSecrets()
    {
        if (TryRead() is null)
        {
            return Finding.After(PreflightRules.Settings);
        }

        return (weak.Count, installation.IsDevelopment) switch
        {
            (0, _) => Finding.Ok($"none that can be guessed"),
            (_, true) => Finding.Warn($"{Word.Names(weak)} can be guessed"),
            _ => Finding.Fail($"{Word.Names(weak)} can be guessed"),
        };
    }
}
