using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Api.ApiKeys;

/// <summary>A key that a service calls with: 256 random bits behind a mark by which leaked keys are found. Only its hash is kept.</summary>
internal static class ServiceKey
{
    /// <summary>What every key begins with.</summary>
    public const string Mark = "slk_";

    private const int RandomBytes = 32;

    /// <summary>How many characters may be shown: they tell keys apart, and leave more than 200 bits unknown.</summary>
    private const int ShownLength = 12;

    public static string New() => Mark + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public static string Shown(string key) => key[..ShownLength];
}
