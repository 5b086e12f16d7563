using System.Security.Cryptography;
using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>The seed of an Ed25519 key: 32 random bytes in base64.</summary>
internal static class SigningSeed
{
    /// <summary>Reads what an operator gave; no sentence repeats it.</summary>
    /// <exception cref="StartupException">It is not the base64 of 32 bytes.</exception>
    public static byte[] Read(string name, string text) =>
        Parse(text) ?? throw new StartupException(
            $"{name} must be the base64 of 32 random bytes, such as 'openssl rand -base64 32' prints.");

    /// <summary>The one that was made up for this folder, made now if there is none.</summary>
    /// <exception cref="StartupException">What was made up before is no seed any more.</exception>
    public static byte[] Made(string dataDirectory, string fileName)
    {
        var kept = new SecretFile(Path.Combine(dataDirectory, fileName)).ReadOrCreate(
            () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Ed25519Key.SeedBytes)));
        return Parse(kept)
            ?? throw new StartupException($"The file {fileName} in {dataDirectory} is damaged: delete it to get a new key.");
    }

    private static byte[]? Parse(string text)
    {
        var seed = new byte[text.Length];
        return Convert.TryFromBase64String(text, seed, out var length) && length == Ed25519Key.SeedBytes ? seed[..length] : null;
    }
}
