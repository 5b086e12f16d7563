using System.Net;
using StatusLevels.Silo;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Settings;

/// <summary>Where events may be sent, and what they are signed with. No sentence repeats a key.</summary>
internal sealed partial class SettingsReader
{
    private const string SigningKeyName = "WEBHOOK_SIGNING_KEY";

    /// <summary>Null: none is given.</summary>
    private byte[]? LogSigningSeed() =>
        configuration.SecretSetting("LOG_SIGNING_KEY").Text is { } text ? SigningSeed.Read("LOG_SIGNING_KEY", text) : null;

    /// <summary>Null: none are given.</summary>
    private CredentialKeys? CredentialKeys(byte[]? logSeed)
    {
        if (configuration.SecretSetting("CREDENTIAL_KEYS").Text is not { } text)
        {
            return null;
        }

        var keys = Transparency.Credentials.CredentialKeys.Parse(text) ?? throw new StartupException(
            "CREDENTIAL_KEYS must list keys separated by commas: name:seed, name:pub:key, name:pub:key@2027-01-31T12:00:00Z (when it was retired) or name:revoked:key, each key the base64 of 32 bytes, no name and no key twice, and the first with a seed.");
        return logSeed is { } log && new Ed25519Key(log).PublicKey.ToArray() is var logKey
            && keys.All.Any(key => key.PublicKey.SequenceEqual(logKey))
                ? throw new StartupException("CREDENTIAL_KEYS and LOG_SIGNING_KEY must not be the same key.")
                : keys;
    }

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
