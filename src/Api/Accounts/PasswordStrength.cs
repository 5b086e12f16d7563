using System.Globalization;
using StatusLevels.Silo;

namespace StatusLevels.Api.Accounts;

/// <summary>
/// How many guesses a password takes, as a power of ten, when it is put together in the cheapest way from what attackers try: common
/// passwords and words in any case and with signs for letters, words of the account, years, rows of the alphabet, repeats and
/// returns of what stood before. A remaining character counts ten.
/// </summary>
internal static class PasswordStrength
{
    private const int OfCharacter = 1;
    private const int OfOwnWord = 1;
    private const int OfRepeat = 1;
    private const int OfRow = 2;
    private const int OfYear = 2;
    private const int OfCommonWord = 3;

    private const int ShortestWord = 4;
    private const int ShortestOwnWord = 3;
    private const int ShortestRow = 3;
    private const int ShortestRepeat = 2;
    private const int ShortestReturn = 3;
    private const int LongestFolded = 256;

    // What people type for letters, one for one; a 1 is an i or an l.
    private const string Signs = "@4308$57+9!|";
    private const string Letters = "aaeobssttgil";

    public static int Of(string password, IEnumerable<string?> ownWords)
    {
        var own = Own(ownWords);
        var text = Fold(password);
        string[] spellings = [text, Unmask(text, one: 'i'), Unmask(text, one: 'l')];
        var longest = Math.Max(CommonWords.Longest, own.Count == 0 ? 0 : own.Max(word => word.Length));

        // cheapest[n]: of the first n characters.
        var cheapest = new int[text.Length + 1];
        for (var end = 1; end <= text.Length; end++)
        {
            cheapest[end] = cheapest[end - 1] + OfCharacter;
            for (var start = Math.Max(0, end - longest); start <= end - ShortestRepeat; start++)
            {
                if (OfPiece(spellings, start, end, own) is { } cost)
                {
                    cheapest[end] = Math.Min(cheapest[end], cheapest[start] + cost);
                }
            }
        }

        return cheapest[^1];
    }

    private static int? OfPiece(string[] spellings, int start, int end, HashSet<string> own)
    {
        var length = end - start;
        string[] pieces = [.. spellings.Select(spelling => spelling[start..end])];
        return length >= ShortestOwnWord && pieces.Any(own.Contains) ? OfOwnWord
            : start >= length && string.Equals(pieces[0], spellings[0][(start - length)..start], StringComparison.Ordinal) ? OfRepeat
            : length >= ShortestReturn && spellings[0].IndexOf(pieces[0], 0, start, StringComparison.Ordinal) >= 0 ? OfRepeat
            : length >= ShortestRow && IsRow(pieces[0]) ? OfRow
            : length == 4 && IsYear(pieces[0]) ? OfYear
            : length >= ShortestWord && pieces.Any(CommonWords.Contain) ? OfCommonWord
            : null;
    }

    private static bool IsYear(string piece) =>
        int.TryParse(piece, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1900 and < 2100;

    /// <summary>aaa, abc, 321.</summary>
    private static bool IsRow(string piece)
    {
        var step = piece[1] - piece[0];
        for (var index = 2; index < piece.Length; index++)
        {
            if (piece[index] - piece[index - 1] != step)
            {
                return false;
            }
        }

        return step is >= -1 and <= 1;
    }

    private static HashSet<string> Own(IEnumerable<string?> ownWords)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in ownWords.OfType<string>().Where(TextRules.IsStorable).Select(Fold))
        {
            // The whole, what stands before the @, and each word of it.
            var spaced = string.Concat(text.Select(letter => char.IsLetterOrDigit(letter) ? letter : ' '));
            words.UnionWith([text, text.Split('@')[0], .. spaced.Split(' ')]);
        }

        words.RemoveWhere(word => word.Length < ShortestOwnWord);
        return words;
    }

    // One character can fold into eighteen, and the work grows with the square: what is beyond makes no password weaker.
    private static string Fold(string text) => Cut(UnicodeForms.Nfkc(Cut(text)).ToLowerInvariant());

    private static string Cut(string text) => text.Length > LongestFolded ? text[..LongestFolded] : text;

    private static string Unmask(string text, char one) => string.Concat(text.Select(sign => sign == '1' ? one
        : Signs.IndexOf(sign, StringComparison.Ordinal) is >= 0 and var at ? Letters[at] : sign));
}
