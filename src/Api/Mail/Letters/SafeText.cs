using System.Globalization;
using System.Text;

namespace StatusLevels.Api.Mail.Letters;

/// <summary>What people wrote, without what would change how the text around it is read.</summary>
internal static class SafeText
{
    private const int LongestInSubject = 60;

    /// <summary>On one line: controls and overrides of the direction of writing are gone, and line ends are blanks.</summary>
    public static string Line(string text) =>
        string.Join(' ', Clean(text, keepsLines: false).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The same for a subject, where a long name is cut.</summary>
    public static string InSubject(string text)
    {
        var line = Line(text);
        var elements = StringInfo.ParseCombiningCharacters(line);
        return elements.Length <= LongestInSubject ? line : $"{line[..elements[LongestInSubject - 1]].TrimEnd()}…";
    }

    /// <summary>With its lines.</summary>
    public static string Lines(string text) => Clean(text.ReplaceLineEndings("\n"), keepsLines: true).Trim();

    private static string Clean(string text, bool keepsLines)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (keepsLines && rune.Value == '\n')
            {
                clean.Append('\n');
            }
            else if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                clean.Append(' ');
            }
            else if (!TurnsText(rune))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    private static bool TurnsText(Rune rune) =>
        rune.Value is 0x61C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF or 0xFFFD;
}
