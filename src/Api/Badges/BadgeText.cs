using System.Globalization;
using System.Text;
using StatusLevels.Api.Mail.Letters;

namespace StatusLevels.Api.Badges;

/// <summary>Text within a picture: what of it fits, and how wide it is about. Whoever looks has one of several fonts.</summary>
internal static class BadgeText
{
    private const string Narrow = "ijlI.,:;'|!()[]tfr ";
    private const string Wide = "mwMWШЩЖЮФшщжюф@—%№";

    /// <summary>On one line and at most so many characters, as readers count them.</summary>
    public static string Short(string text, int longest)
    {
        var line = SafeText.Line(text);
        var elements = StringInfo.ParseCombiningCharacters(line);
        return elements.Length <= longest ? line : $"{line[..elements[longest - 1]].TrimEnd()}…";
    }

    /// <summary>Two lines of about the same length where one is too long, broken between words where there are some.</summary>
    public static (string First, string? Second) Broken(string text, int longest)
    {
        var elements = StringInfo.ParseCombiningCharacters(text);
        if (elements.Length <= longest)
        {
            return (text, null);
        }

        var middle = elements[elements.Length / 2];
        var (before, after) = (text.LastIndexOf(' ', middle), text.IndexOf(' ', middle));
        var at = before > 0 && (after < 0 || middle - before <= after - middle) ? before : after > 0 ? after : middle;
        return (text[..at].TrimEnd(), text[at..].TrimStart());
    }

    /// <summary>About how wide it is in a sans-serif font of this size, pixels.</summary>
    public static int Width(string text, double size, bool isBold = false)
    {
        var units = 0d;
        foreach (var letter in text)
        {
            units += Narrow.Contains(letter, StringComparison.Ordinal) ? 0.36
                : Wide.Contains(letter, StringComparison.Ordinal) ? 0.9
                : char.IsUpper(letter) || letter > 0x2E7F ? 0.72 : letter > 0x3FF ? 0.62 : 0.58;
        }

        return (int)Math.Ceiling(units * size * (isBold ? 1.2 : 1));
    }

    /// <summary>As it stands within XML; what XML cannot hold is shown as a mark.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '"' => escaped.Append("&quot;"),
                < ' ' or 0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }
}
