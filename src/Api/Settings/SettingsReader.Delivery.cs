using System.Net;
using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>Where events may be sent, and what they are signed with. No sentence repeats a key.</summary>
internal sealed partial class SettingsReader
{
    private const string SigningKeyName = "WEBHOOK_SIGNING_KEY";

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
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(SigningSeed),
    ];

    private static byte[] SigningSeed(string text)
    {
        var seed = new byte[text.Length];
        return Convert.TryFromBase64String(text, seed, out var length) && length == Ed25519Key.SeedBytes
            ? seed[..length]
            : throw new StartupException(
                $"{SigningKeyName} must be the base64 of 32 random bytes, such as 'openssl rand -base64 32' prints; commas separate keys, the newest first.");
    }
}
