using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Security;

/// <summary>Signatures of Standard Webhooks: HMAC-SHA256 over id, timestamp and the body as it was sent, with any of the secrets.</summary>
/// <remarks>https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md</remarks>
internal sealed class WebhookSignatures(ApiSettings settings, TimeProvider time)
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";

    /// <summary>How far the sender's clock may be from this one, and how long a message that somebody caught can be sent again.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Without secrets there is nothing to judge a signature by.</summary>
    public bool AreExpected => settings.WebhookSecrets.Count > 0;

    /// <summary>Whether one of the signatures was made with one of the secrets, for this very message, just now.</summary>
    public bool Verify(string id, string timestamp, string signatures, ReadOnlySpan<byte> body)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sent)
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - sent) > Tolerance.TotalSeconds)
        {
            return false;
        }

        byte[] message = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var isGenuine = false;
        foreach (var secret in settings.WebhookSecrets)
        {
            var expected = HMACSHA256.HashData(secret, message);
            foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                isGenuine |= signature.StartsWith(Version, StringComparison.Ordinal)
                    && CryptographicOperations.FixedTimeEquals(Decode(signature.AsSpan(Version.Length)), expected);
            }
        }

        return isGenuine;
    }

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<char> signature)
    {
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return Convert.TryFromBase64Chars(signature, bytes, out var written) ? bytes.AsSpan(0, written) : default;
    }
}
