using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StatusLevels.Api.Binding;

/// <summary>Where a page ended in a list that is ordered by one key, as opaque text.</summary>
internal static class ItemCursor
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Of(Guid id) => id.ToString("N", CultureInfo.InvariantCulture);

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(string key) => Base64Url.EncodeToString(Strict.GetBytes(key));

    public static Guid? ReadId(string text) => Guid.TryParseExact(text, "N", out var id) ? id : null;

    public static long? ReadNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string? ReadKey(string text)
    {
        try
        {
            return Strict.GetString(Base64Url.DecodeFromChars(text)) is { } key && TextRules.IsStorable(key) ? key : null;
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
