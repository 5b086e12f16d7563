using System.Globalization;

namespace StatusLevels.Api.Binding;

/// <summary>Reads query parameters and collects what is wrong with which; an empty one counts as none.</summary>
internal sealed class QueryReader
{
    private const int UsualItems = 20;
    private const int MostItems = 100;

    private readonly FieldErrors errors = new();

    /// <summary>A whole number within a range.</summary>
    public long? Number(string name, string? text, long least, long most) => Value<long>(
        name, text,
        value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number : null,
        string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));

    /// <summary>How many items a caller asks for: from 1, and more than 100 is 100.</summary>
    public int Limit(string name, string? text) => (int)Math.Min(Number(name, text, 1, int.MaxValue) ?? UsualItems, MostItems);

    /// <summary>One of the words of an enumeration.</summary>
    public TEnum? Word<TEnum>(string name, string? text) where TEnum : struct, Enum =>
        Value<TEnum>(name, text, value => Words.TryParse<TEnum>(value, out var member) ? member : null, Choice<TEnum>());

    /// <summary>An instant with an offset.</summary>
    public DateTimeOffset? Instant(string name, string? text) =>
        Value<DateTimeOffset>(
            name, text, value => Instants.TryParse(value, out var instant) ? instant : null,
            // In a query a plus is a blank.
            Instants.TryParse(text?.Replace(' ', '+'), out _)
                ? $"{Instants.Expected}; the + of an offset is written %2B in an address"
                : Instants.Expected);

    /// <summary>A day, UTC.</summary>
    public DateOnly? Day(string name, string? text) => Value<DateOnly>(
        name, text,
        value => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        "must be a day such as 2026-03-01");

    /// <summary>True or false.</summary>
    public bool? Flag(string name, string? text) =>
        Value<bool>(name, text, value => bool.TryParse(value, out var flag) ? flag : null, "must be true or false");

    /// <summary>A text of some length; null when it is empty.</summary>
    public string? Text(string name, string? text, int longest)
    {
        errors.AddIf(text is not null && !TextRules.IsStorable(text), name, TextRules.NotStorable).Length(name, text, 0, longest);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>Which page of a list: <c>cursor</c>, where the page before ended, and <c>limit</c>.</summary>
    public PageQuery<T> Page<T>(string? cursor, string? limit, Func<string, T?> read)
    {
        var after = string.IsNullOrEmpty(cursor) ? default : read(cursor);
        errors.AddIf(!string.IsNullOrEmpty(cursor) && after is null, nameof(cursor), "must be the next_cursor of an earlier answer");
        return new(after, Limit(nameof(limit), limit));
    }

    /// <summary>What else can be wrong with a parameter.</summary>
    public void AddIf(bool wrong, string name, string message) => errors.AddIf(wrong, name, message);

    public void ThrowIfAny() => errors.ThrowIfAny();

    /// <summary>The sentence that lists the words of an enumeration.</summary>
    public static string Choice<TEnum>() where TEnum : struct, Enum =>
        $"must be one of {string.Join(", ", Enum.GetValues<TEnum>().Select(member => Words.Of(member)))}";

    private T? Value<T>(string name, string? text, Func<string, T?> read, string expected)
        where T : struct
    {
        var value = string.IsNullOrEmpty(text) ? null : read(text);
        errors.AddIf(!string.IsNullOrEmpty(text) && value is null, name, expected);
        return value;
    }
}
