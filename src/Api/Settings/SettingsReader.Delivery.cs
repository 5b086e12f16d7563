using System.Net;
using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>Where events may be sent, and what they are signed with. No sentence repeats a key.</summary>
internal sealed partial class SettingsReader
{
    private const string SigningKeyName = "WEBHOOK_SIGNING_KEY";

    /// <summary>Null: none is given.</summary>
    private byte[]? LogSigningSeed() =>
        configuration.SecretSetting("LOG_SIGNING_KEY").Text is { } text ? SigningSeed.Read("LOG_SIGNING_KEY", text) : null;

    private IPNetwork[] WebhookNetworks() =>
    [
        .. configuration.SettingList("WEBHOOK_ALLOWED_NETWORKS", "Webhooks:AllowedNetworks")
            .Select(text => IPNetwork.TryParse(text, out var network)
                ? network
                : throw new StartupException(
                    $"WEBHOOK_ALLOWED_NETWORKS must list networks such as 10.20.0.0/16, separated by commas; \"{Setting.Shown(text)}\" is none.")),
    ];

    private byte[][] WebhookSigningSeeds() =>
    [
        .. (configuration.SecretSetting(SigningKeyName).Text ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(
                static text => SigningSeed.Read(SigningKeyName, text)),
    ];
}
