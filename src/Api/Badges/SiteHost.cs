namespace StatusLevels.Api.Badges;

/// <summary>The name of a site, as browsers report it: lower-case letters, digits, hyphens and dots, without a port.</summary>
internal static class SiteHost
{
    private const int Longest = 253;
    private const string SchemeEnd = "://";

    /// <summary>The name; null when it is none.</summary>
    public static string? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var end = text.LastIndexOf(':');
        var name = (end < 0 ? text : text[..end]).TrimEnd('.');
        return IsName(name) ? name.ToLowerInvariant() : null;
    }

    /// <summary>The site of an address, such as a browser's <c>Referer</c>; null when it has none.</summary>
    public static string? OfAddress(string? address)
    {
        var start = address?.IndexOf(SchemeEnd, StringComparison.Ordinal) ?? -1;
        if (start < 0)
        {
            return null;
        }

        var rest = address![(start + SchemeEnd.Length)..];
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        return Read(end < 0 ? rest : rest[..end]);
    }

    private static bool IsName(string name)
    {
        if (name.Length is 0 or > Longest || name[0] is '.' or '-')
        {
            return false;
        }

        var before = '.';
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '.' or '_'))
            {
                return false;
            }

            if (letter == '.' && before == '.')
            {
                return false;
            }

            before = letter;
        }

        return true;
    }
}
