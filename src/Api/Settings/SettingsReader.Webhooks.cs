using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>What payment providers sign webhooks with, in each way that they print it. No sentence repeats a secret.</summary>
internal sealed partial class SettingsReader
{
    private const string WebhookSecretsName = "PAYMENTS_WEBHOOK_SECRETS";
    private const string WebhookPrefix = "whsec_";

    // Of a pair of keys: the one that checks, and the one that signs.
    private static readonly string[] PairPrefixes = ["whpk_", "whsk_"];

    // Some print the version of the signature before the secret: v1,whsec_…
    private byte[][] WebhookSecrets() =>
        [.. configuration.SettingList(WebhookSecretsName, "Payments:WebhookSecrets")
            .Where(item => item is not ("v1" or "v1a")).Select(WebhookSecret)];

    private byte[] WebhookSecret(string text)
    {
        if (PairPrefixes.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal)))
        {
            throw new StartupException($"{WebhookSecretsName} lists a key of a pair (whpk_ or whsk_): signatures are checked with a shared secret, {WebhookPrefix}….");
        }

        // With or without padding, and in the alphabet of URLs too.
        var letters = text.StartsWith(WebhookPrefix, StringComparison.Ordinal)
            ? text[WebhookPrefix.Length..].TrimEnd('=').Replace('-', '+').Replace('_', '/')
            : "";
        var secret = new byte[text.Length];
        return Convert.TryFromBase64String(letters.PadRight((letters.Length + 3) / 4 * 4, '='), secret, out var length)
            && length is >= 24 and <= 64
            ? Unguessable(WebhookSecretsName, secret[..length], SecretStrength.Pattern(secret.AsSpan(0, length)))
            : throw new StartupException($"{WebhookSecretsName} must list secrets such as {WebhookPrefix}… (base64 of 24 to 64 bytes), separated by commas; one of them is none.");
    }
}
