using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace StatusLevels.Api.Texts;

/// <summary>
/// What the product says to people, in one language: sentences by name, with counted words in the form that the language has for the
/// number.
/// </summary>
internal sealed class Phrases
{
    private static readonly FrozenDictionary<string, Phrases> All = StatusLevelCatalog.Languages.ToFrozenDictionary(
        language => language, language => new Phrases(language), StringComparer.Ordinal);

    // As Russian marks what somebody said.
    private const char Opening = '«';
    private const char Closing = '»';

    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> sentences;

    private Phrases(string language)
    {
        Language = language;
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"words.{language}.json")!;
        using var words = JsonDocument.Parse(file);
        sentences = words.RootElement.EnumerateObject().ToFrozenDictionary(
            word => word.Name, word => Forms(word.Value), StringComparer.Ordinal);
    }

    /// <summary>The languages that the product speaks, each with what it calls itself.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Languages =>
        StatusLevelCatalog.Languages.Select(language => KeyValuePair.Create(language, In(language).Say("language")));

    public string Language { get; }

    /// <summary>Every name, with the forms that it has.</summary>
    public IEnumerable<(string Name, IReadOnlyDictionary<string, string> Forms)> Sentences =>
        sentences.Select(sentence => (sentence.Key, (IReadOnlyDictionary<string, string>)sentence.Value));

    /// <summary>The language, or the product's first where it speaks none of this name.</summary>
    public static Phrases In(string? language) =>
        language is not null && All.TryGetValue(language, out var spoken) ? spoken : All[StatusLevelCatalog.Languages[0]];

    public bool Has(string name) => sentences.ContainsKey(name);

    /// <summary>Whether the sentence has this in braces.</summary>
    public bool Needs(string name, string value) =>
        sentences[name].Values.Any(form => form.Contains($"{{{value}}}", StringComparison.Ordinal));

    /// <summary>The sentence of this name, with what stands in its braces.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public string Say(string name, params ReadOnlySpan<(string Name, string Value)> values) =>
        Fill(sentences[name][PluralForm.Other], values);

    /// <summary>The sentence of this name for so many.</summary>
    public string Count(string name, long number, params ReadOnlySpan<(string Name, string Value)> values) => Fill(
        sentences[name][PluralForm.Of(Language, number)], [("n", Number(number)), .. values]);

    /// <summary>A number as people write it.</summary>
    public string Number(decimal number)
    {
        var text = number.ToString("#,0.##", CultureInfo.InvariantCulture);
        return Language == "ru" ? text.Replace(',', '\u00a0').Replace('.', ',') : text;
    }

    /// <summary>How long something took, in its largest unit.</summary>
    public string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Count("span.days", (long)span.TotalDays),
        { TotalHours: >= 2 } => Count("span.hours", (long)span.TotalHours),
        { TotalMinutes: >= 2 } => Count("span.minutes", (long)span.TotalMinutes),
        _ => Count("span.seconds", (long)span.TotalSeconds),
    };

    /// <summary>A day as it is spelled out, e.g. 28 November 2026.</summary>
    public string Day(DateTimeOffset instant) => Date("day", instant);

    /// <summary>A day where there is little room.</summary>
    public string ShortDay(DateOnly day) => Say(
        "day.short", ("day", day.Day.ToString(CultureInfo.InvariantCulture)),
        ("month", Say(string.Create(CultureInfo.InvariantCulture, $"month.short.{day.Month}"))));

    /// <summary>A day and a time, in UTC.</summary>
    public string Moment(DateTimeOffset instant) => Date("instant", instant);

    private string Date(string name, DateTimeOffset instant)
    {
        var time = instant.UtcDateTime;
        return Say(
            name,
            ("day", time.Day.ToString(CultureInfo.InvariantCulture)),
            ("month", Say(string.Create(CultureInfo.InvariantCulture, $"month.{time.Month}"))),
            ("year", time.Year.ToString(CultureInfo.InvariantCulture)),
            ("time", time.ToString("HH:mm", CultureInfo.InvariantCulture)));
    }

    // In one pass: what a person wrote may hold braces, too.
    private static string Fill(string sentence, ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = new StringBuilder(sentence.Length);
        for (var at = 0; at < sentence.Length;)
        {
            var open = sentence.IndexOf('{', at);
            if (open < 0)
            {
                text.Append(sentence, at, sentence.Length - at);
                break;
            }

            var close = sentence.IndexOf('}', open);
            var value = ValueOf(sentence[(open + 1)..close], values);
            if (open > 0 && sentence[open - 1] == Opening && close + 1 < sentence.Length && sentence[close + 1] == Closing)
            {
                value = Quoted(value);
            }

            text.Append(sentence, at, open - at).Append(value);
            // A value that ends with a dot, as a year does in Russian, ends the sentence with it.
            at = value.EndsWith('.') && close + 1 < sentence.Length && sentence[close + 1] == '.' ? close + 2 : close + 1;
        }

        return text.ToString();
    }

    // Marks within marks are others, and a name that is marked as a whole has enough of them.
    private static string Quoted(string value)
    {
        var isMarked = value.StartsWith(Opening) && value.IndexOf(Closing) == value.Length - 1;
        return isMarked ? value[1..^1] : value.Replace(Opening, '„').Replace(Closing, '“');
    }

    private static string ValueOf(string name, ReadOnlySpan<(string Name, string Value)> values)
    {
        foreach (var (given, value) in values)
        {
            if (given == name)
            {
                return value;
            }
        }

        throw new KeyNotFoundException($"Nothing was given for {{{name}}}.");
    }

    // A sentence that counts nothing has one form.
    private static FrozenDictionary<string, string> Forms(JsonElement word) => word.ValueKind == JsonValueKind.Object
        ? word.EnumerateObject().ToFrozenDictionary(form => form.Name, form => form.Value.GetString()!, StringComparer.Ordinal)
        : FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create(PluralForm.Other, word.GetString()!)], StringComparer.Ordinal);
}
