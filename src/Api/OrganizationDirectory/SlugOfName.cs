using System.Globalization;
using System.Text;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>What the name of an organization looks like in an address.</summary>
internal static class SlugOfName
{
    // Room for a number behind it.
    private const int Longest = 58;

    // The alphabet from а to я; the two signs have no sound.
    private static readonly string[] Latin =
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".Split(' ');

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
            else if (letter is >= 'а' and <= 'я')
            {
                slug.Append(Latin[letter - 'а']);
            }
            else if (letter == 'ё')
            {
                slug.Append('e');
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
