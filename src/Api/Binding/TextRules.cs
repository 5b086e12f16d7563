using System.Text;

namespace StatusLevels.Api.Binding;

/// <summary>What text may be: any Unicode but NUL and halves of surrogate pairs; lengths count Unicode scalars.</summary>
internal static class TextRules
{
    public const string NotStorable = "must not contain NUL or half of a surrogate pair";

    /// <summary>The most that is repeated of a text which a caller sent.</summary>
    private const int ShownLength = 64;

    public static bool IsStorable(string? text)
    {
        if (text is null || text.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }

    public static int Length(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    /// <summary>A name from outside, short and without control characters, for a message.</summary>
    public static string Shown(string text) =>
        string.Concat(text.EnumerateRunes().Take(ShownLength).Where(rune => !Rune.IsControl(rune)).Select(rune => rune.ToString()));
}
