using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Sessions;

/// <summary>
/// Tells a browser in which somebody signed in to an account before: its tries are counted for themselves, so that nobody else's keep it
/// out. A random id, and a signature over it and the account's address; it opens nothing. The first key signs, each of them verifies.
/// </summary>
internal sealed class DeviceCookie(ApiSettings settings)
{
    private const int IdBytes = 16;
    private const int Bytes = IdBytes + HMACSHA256.HashSizeInBytes;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    public string Name => $"{settings.SessionCookieName}_device";

    /// <summary>The id of the device, if this account was signed in to on it.</summary>
    public UInt128? Read(HttpRequest request, string email) =>
        NamedCookies.Read(request, Name).Select(value => Id(value, email)).FirstOrDefault(id => id is not null);

    /// <summary>For a browser that somebody signed in to: it keeps the id that it has.</summary>
    public void Write(HttpRequest request, HttpResponse response, string email)
    {
        var id = new byte[IdBytes];
        if (Read(request, email) is { } known)
        {
            BinaryPrimitives.WriteUInt128BigEndian(id, known);
        }
        else
        {
            RandomNumberGenerator.Fill(id);
        }

        byte[] value = [.. id, .. Sign(settings.SessionKeys[0], id, email)];
        response.Cookies.Append(Name, Base64Url.EncodeToString(value), NamedCookies.Options(settings, Lifetime));
    }

    private UInt128? Id(string value, string email) =>
        Base64UrlText.Read(value, Bytes) is { } bytes
            && settings.SessionKeys.Any(key =>
                CryptographicOperations.FixedTimeEquals(bytes.AsSpan(IdBytes), Sign(key, bytes[..IdBytes], email)))
            ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : null;

    private static byte[] Sign(byte[] key, byte[] id, string email) =>
        HMACSHA256.HashData(key, (byte[])[.. "device"u8, .. id, .. Encoding.UTF8.GetBytes(EmailAddress.Key(email))]);
}
