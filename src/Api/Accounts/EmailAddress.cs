using System.Globalization;
using System.Text;

namespace StatusLevels.Api.Accounts;

/// <summary>What counts as an e-mail address: whether mail arrives there only sending can tell.</summary>
internal static class EmailAddress
{
    public const string Expected = "must be an e-mail address of at most 254 characters, none of them invisible";

    // What shows as nothing or as a blank although its category says letter, mark or sign.
    private static readonly (int First, int Last)[] Invisible =
        [(0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2800, 0x2800), (0x3164, 0x3164),
            (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0000, 0xE0FFF)];

    public static bool IsValid(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && at == text.LastIndexOf('@')
            && at < text.Length - 1
            && TextRules.Length(text) <= TextLengths.EmailAddress
            && TextRules.IsStorable(text)
            && text.EnumerateRunes().All(IsVisible);
    }

    /// <summary>Addresses compare without case, and however their accents are composed.</summary>
    public static string Key(string email) =>
        TextRules.IsStorable(email) ? UnicodeForms.Nfc(UnicodeForms.Nfc(email).ToLowerInvariant()) : email.ToLowerInvariant();

    private static bool IsVisible(Rune rune) =>
        !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && !Invisible.Any(range => rune.Value >= range.First && rune.Value <= range.Last);
}
