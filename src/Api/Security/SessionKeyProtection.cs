using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Security;

/// <summary>
/// What the framework protects for browsers (the proof of a form, the state of a sign-in elsewhere), under keys that are derived from
/// <c>SESSION_SECRET_KEY</c>: the first protects, each of them opens. So it is the same on every node and after every start, and nothing is
/// stored.
/// </summary>
internal sealed class SessionKeyProtection(ApiSettings settings) : IDataProtectionProvider
{
    public IDataProtector CreateProtector(string purpose) => new Protector(settings, "", purpose);

    private sealed class Protector(ApiSettings settings, string parents, string purpose) : IDataProtector
    {
        private const int KeyBytes = 32;
        private const int NonceBytes = 12;
        private const int TagBytes = 16;

        // Lengths in front: no two lists of purposes are the same text.
        private readonly string purposes = $"{parents}{purpose.Length}:{purpose}";
        private readonly Lazy<byte[][]> keys = new(() => Keys(settings, $"{parents}{purpose.Length}:{purpose}"));

        public IDataProtector CreateProtector(string purpose) => new Protector(settings, purposes, purpose);

        public byte[] Protect(byte[] plaintext)
        {
            var protectedData = new byte[NonceBytes + TagBytes + plaintext.Length];
            var nonce = protectedData.AsSpan(0, NonceBytes);
            RandomNumberGenerator.Fill(nonce);
            using var cipher = new AesGcm(keys.Value[0], TagBytes);
            cipher.Encrypt(nonce, plaintext, protectedData.AsSpan(NonceBytes + TagBytes), protectedData.AsSpan(NonceBytes, TagBytes));
            return protectedData;
        }

        public byte[] Unprotect(byte[] protectedData)
        {
            if (protectedData.Length < NonceBytes + TagBytes)
            {
                throw new CryptographicException("It is too short for anything that was protected here.");
            }

            var plaintext = new byte[protectedData.Length - NonceBytes - TagBytes];
            return keys.Value.Any(key => Opens(key, protectedData, plaintext))
                ? plaintext
                : throw new CryptographicException("It was not protected here for this, or was changed since.");
        }

        private static bool Opens(byte[] key, ReadOnlySpan<byte> protectedData, Span<byte> plaintext)
        {
            try
            {
                using var cipher = new AesGcm(key, TagBytes);
                cipher.Decrypt(
                    protectedData[..NonceBytes], protectedData[(NonceBytes + TagBytes)..], protectedData.Slice(NonceBytes, TagBytes),
                    plaintext);
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }
        }

        private static byte[][] Keys(ApiSettings settings, string purposes) =>
            [.. settings.SessionKeys.Select(key =>
                HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeyBytes, info: Encoding.UTF8.GetBytes($"data protection\0{purposes}")))];
    }
}

internal static class SessionKeyProtectionServices
{
    /// <summary>Call it after what adds the framework's own, which would make and store keys at each start.</summary>
    public static void ProtectWithSessionKeys(this IServiceCollection services)
    {
        foreach (var own in services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToArray())
        {
            services.Remove(own);
        }

        services.AddSingleton<IDataProtectionProvider, SessionKeyProtection>();
    }
}
