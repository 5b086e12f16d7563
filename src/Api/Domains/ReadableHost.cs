using System.Buffers;
using System.Globalization;
using System.Text;

namespace StatusLevels.Api.Domains;

/// <summary>
/// Names of sites as people read and write them: <c>магазин.рф</c> for <c>xn--80aairftm.xn--p1ai</c>. Only where that misleads nobody: each
/// label is of one script, and none could be taken for a name in Latin letters.
/// </summary>
internal static class ReadableHost
{
    private const string Prefix = "xn--";

    private static readonly IdnMapping Mapping = new() { UseStd3AsciiRules = true };

    // Letters that go from right to left are none of these: between digits and dots they change places.
    private static readonly SearchValues<char>[] Scripts =
    [
        Letters(('a', 'z'), ('ß', 'ö'), ('ø', 'İ'), ('Ĵ', 'ķ'), ('Ĺ', 'ľ'), ('Ł', 'ň'), ('Ŋ', 'ž')),
        Letters(('а', 'џ'), ('Ґ', 'ӎ'), ('Ӑ', 'ӿ')),
        Letters(('ά', 'ώ')),
        Letters(('\u4e00', '\u9fff'), ('ぁ', 'ゖ'), ('ァ', 'ヺ'), ('ー', 'ー')),
        Letters(('가', '힣')),
    ];

    // What of Cyrillic and Greek looks like Latin letters, with marks or without. Below a name in other letters nobody expects those.
    private static readonly SearchValues<char> LookAlikes = SearchValues.Create("авгеёѐкмнопрстухъьѕіїјѵүұҫҽһԁԛԝӑӓӕӗӧӱαάγεέηήιίϊΐκνοόρτυύϋΰχωώ-0123456789");

    /// <summary>The name as people read it; null where it is that already, or is better left as it is.</summary>
    /// <param name="host">In ASCII and lower case.</param>
    public static string? Of(string host)
    {
        if (!host.Contains(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var name = Mapping.GetUnicode(host);
            return Mapping.GetAscii(name) == host && IsPlain(name) ? name : null;
        }
        catch (ArgumentException)
        {
            // It is no name that was ever written in other letters.
            return null;
        }
    }

    /// <summary>With the name that machines take behind it.</summary>
    public static string WithAscii(string host) => Of(host) is { } name ? $"{name} ({host})" : host;

    /// <summary>The name that machines take for what a person wrote; what was written, where that is no such name.</summary>
    public static string ToAscii(string written)
    {
        if (Ascii.IsValid(written))
        {
            return written;
        }

        try
        {
            var name = written.ToLowerInvariant();
            var host = Mapping.GetAscii(name);
            return Of(host) == name ? host : written;
        }
        catch (ArgumentException)
        {
            return written;
        }
    }

    private static bool IsPlain(string name)
    {
        var labels = name.Split('.');
        return labels.All(label => Ascii.IsValid(label)
            || (IsOfOneScript(label) && (!Ascii.IsValid(labels[^1]) || label.AsSpan().ContainsAnyExcept(LookAlikes))));
    }

    private static bool IsOfOneScript(string label) => Scripts.Any(script => !label.AsSpan().ContainsAnyExcept(script));

    private static SearchValues<char> Letters(params ReadOnlySpan<(char First, char Last)> ranges)
    {
        List<char> letters = ['-', .. "0123456789"];
        foreach (var (first, last) in ranges)
        {
            for (var letter = first; letter <= last; letter++)
            {
                if (!char.IsUpper(letter))
                {
                    letters.Add(letter);
                }
            }
        }

        return SearchValues.Create(letters.ToArray());
    }
}
