using System.Globalization;
using System.Text;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Problems;

/// <summary>
/// How much a problem says, whatever it speaks of: with all of it used up the answer is below 16 KiB. Sizes are in bytes of JSON, where a
/// character that is no letter may take six.
/// </summary>
internal static class ProblemBounds
{
    /// <summary>How many faults are told of one body. Whoever looks for more stops here.</summary>
    public const int Faults = 20;

    private const int Named = 10;
    private const int FieldBytes = 200;
    private const int MessageBytes = 400;
    private const int DetailBytes = 1000;
    private const int EscapedBytes = 6;

    /// <summary>The sentence of a problem.</summary>
    public static string Detail(string text) => Shorten(text, DetailBytes);

    /// <summary>The path of a field.</summary>
    public static string Field(string path) => Shorten(path, FieldBytes);

    /// <summary>What is wrong with a field.</summary>
    public static string Message(string text) => Shorten(text, MessageBytes);

    /// <summary>The first faults, each of them short. Fields whose paths begin alike may become one.</summary>
    public static IReadOnlyDictionary<string, string[]> Errors(IReadOnlyDictionary<string, string[]> errors) => errors
        .SelectMany(field => field.Value.Select(message => (Field: Field(field.Key), Message: Message(message))))
        .Take(Faults)
        .GroupBy(fault => fault.Field, fault => fault.Message, StringComparer.Ordinal)
        .ToDictionary(field => field.Key, field => field.ToArray(), StringComparer.Ordinal);

    /// <summary>One sentence that says which fields are wrong; of a single one, what.</summary>
    public static string Summary(IReadOnlyDictionary<string, string[]> errors, Phrases words)
    {
        if (errors.Count == 1)
        {
            return $"{errors.First().Key}: {FaultWords.In(words, errors.First().Value[0])}.";
        }

        var fields = $"{string.Join(", ", errors.Keys.Take(Named))}{(errors.Count > Named ? ", …" : "")}";
        return errors.Count < Faults
            ? words.Count("detail.fields", errors.Count, ("fields", fields))
            : words.Say("detail.fields_or_more", ("n", Faults.ToString(CultureInfo.InvariantCulture)), ("fields", fields));
    }

    private static string Shorten(string text, int most)
    {
        var (bytes, kept) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.IsAscii && !Rune.IsControl(rune) ? 1
                : rune.IsBmp && Rune.IsLetter(rune) ? rune.Utf8SequenceLength
                : EscapedBytes * rune.Utf16SequenceLength;
            if (bytes > most)
            {
                return $"{text.AsSpan(0, kept)}…";
            }

            kept += rune.Utf16SequenceLength;
        }

        return text;
    }
}
