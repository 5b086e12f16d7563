using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

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

    public static string? ReadKey(string text) =>
        Base64UrlText.Read(text) is { } bytes && Utf8.IsValid(bytes)
        && Strict.GetString(bytes) is var key && TextRules.IsStorable(key)
            ? key
            : null;
}
