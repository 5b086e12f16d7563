using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>What the name of an organization looks like in an address.</summary>
internal static class SlugOfName
{
    // Room for a number behind it.
    private const int Longest = 58;

    private static readonly FrozenDictionary<char, string> Cyrillic = new Dictionary<char, string>
    {
        ['а'] = "a", ['б'] = "b", ['в'] = "v", ['г'] = "g", ['д'] = "d", ['е'] = "e", ['ё'] = "e", ['ж'] = "zh", ['з'] = "z", ['и'] = "i",
        ['й'] = "y", ['к'] = "k", ['л'] = "l", ['м'] = "m", ['н'] = "n", ['о'] = "o", ['п'] = "p", ['р'] = "r", ['с'] = "s", ['т'] = "t",
        ['у'] = "u", ['ф'] = "f", ['х'] = "kh", ['ц'] = "ts", ['ч'] = "ch", ['ш'] = "sh", ['щ'] = "shch", ['ъ'] = "", ['ы'] = "y",
        ['ь'] = "", ['э'] = "e", ['ю'] = "yu", ['я'] = "ya",
    }.ToFrozenDictionary();

    /// <summary>Latin letters, digits and hyphens, at most 58; the empty text for a name that has nothing of them.</summary>
    public static string Of(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(letter);
            }
            else if (Cyrillic.TryGetValue(letter, out var latin))
            {
                slug.Append(latin);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString();
        return text[..Math.Min(text.Length, Longest)].Trim('-');
    }
}
