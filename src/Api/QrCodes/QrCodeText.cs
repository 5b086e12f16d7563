using System.Security.Cryptography;

namespace StatusLevels.Api.QrCodes;

/// <summary>What stands in the address of a QR code: 8 letters and digits that nobody mistakes for each other.</summary>
internal static class QrCodeText
{
    private const int Length = 8;

    /// <summary>Codes that were taken over from elsewhere may be longer.</summary>
    private const int Longest = 64;

    private const string Letters = "abcdefghjkmnpqrstvwxyz0123456789";

    public static string New() => RandomNumberGenerator.GetString(Letters, Length);

    public static bool IsCode(string text) =>
        text.Length is > 0 and <= Longest && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
