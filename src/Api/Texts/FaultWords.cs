using System.Globalization;
using System.Text.RegularExpressions;

namespace StatusLevels.Api.Texts;

/// <summary>
/// What is wrong with a field, in any language. Faults are collected where they are found, as sentences of the product's first language;
/// each has its name among the words, <c>fault.&lt;name&gt;</c>, by which it is found again with what stood in its braces.
/// </summary>
internal static class FaultWords
{
    private const string Names = "fault.";

    // What is more special comes first.
    private static readonly (string Name, Regex Pattern, string[] Values)[] Known =
    [
        .. Phrases.In(null).Sentences
            .Where(sentence => sentence.Name.StartsWith(Names, StringComparison.Ordinal))
            .Select(sentence => (sentence.Name, Text: sentence.Forms[PluralForm.Other]))
            .OrderByDescending(sentence => Parts(sentence.Text).Where((_, at) => at % 2 == 0).Sum(part => part.Length))
            .Select(sentence => (sentence.Name, Pattern(sentence.Text), Parts(sentence.Text).Where((_, at) => at % 2 == 1).ToArray())),
    ];

    /// <summary>The fault in this language; as it is, where it has no name.</summary>
    public static string In(Phrases words, string fault) =>
        words == Phrases.In(null) || Find(fault) is not var (name, values) ? fault : words.Say($"{Names}{name}", values);

    /// <summary>Its name and what stands in its braces; null: it has none.</summary>
    public static (string Name, (string Name, string Value)[] Values)? Find(string fault)
    {
        foreach (var (name, pattern, values) in Known)
        {
            if (pattern.Match(fault) is { Success: true } found)
            {
                return (name[Names.Length..], [.. values.Select(value => (value, found.Groups[value].Value))]);
            }
        }

        return null;
    }

    // Text, value, text, value, …
    private static string[] Parts(string sentence) => sentence.Split('{', '}');

    private static Regex Pattern(string sentence) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"^{string.Concat(Parts(sentence).Select((part, at) => at % 2 == 0 ? Regex.Escape(part) : $"(?<{part}>.+?)"))}$"),
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant);
}
