using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>A body with the headers of Standard Webhooks that vouch for it.</summary>
/// <param name="Id">The event's id, the same at every try.</param>
/// <param name="Timestamp">When this try began, in seconds of Unix.</param>
/// <param name="Signature">Each signature with its version, separated by blanks.</param>
/// <param name="Body">What is sent.</param>
internal sealed record WebhookMessage(string Id, string Timestamp, string Signature, ReadOnlyMemory<byte> Body)
{
    /// <summary>Signs what is written.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="now">When the try begins.</param>
    /// <param name="write">Writes the body.</param>
    /// <param name="secrets">What the receiver shares with the product; one signature for each (<c>v1</c>).</param>
    /// <param name="keys">The product's own keys; one signature for each (<c>v1a</c>).</param>
    public static WebhookMessage Sign(
        string id, DateTimeOffset now, Action<IBufferWriter<byte>> write, IEnumerable<byte[]> secrets, IEnumerable<Ed25519Key> keys)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = new ArrayBufferWriter<byte>(1024);
        Encoding.UTF8.GetBytes($"{id}.{timestamp}.", signed);
        var start = signed.WrittenCount;
        write(signed);
        var signatures = new StringBuilder();
        foreach (var secret in secrets)
        {
            Add(signatures, "v1,", HMACSHA256.HashData(secret, signed.WrittenSpan));
        }

        foreach (var key in keys)
        {
            Add(signatures, "v1a,", key.Sign(signed.WrittenSpan));
        }

        return new(id, timestamp, signatures.ToString(), signed.WrittenMemory[start..]);
    }

    private static void Add(StringBuilder signatures, string version, byte[] signature) =>
        signatures.Append(signatures.Length == 0 ? "" : " ").Append(version).Append(Convert.ToBase64String(signature));
}
