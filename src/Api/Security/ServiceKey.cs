using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Api.Security;

/// <summary>
/// The key of a service. Whoever has it is the service; the product keeps only its SHA-256, which suffices for something this random.
/// </summary>
internal static class ServiceKey
{
    public const string Prefix = "slk_";

    private const int RandomBytes = 32;

    /// <summary>A new key.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>What is kept of a key and what it is found by: SHA-256 over the whole of it, prefix included.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
