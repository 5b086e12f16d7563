using System.Globalization;

namespace StatusLevels.Api.Binding;

/// <summary>Reads query parameters and collects what is wrong with which; an empty one counts as none.</summary>
internal sealed class QueryReader
{
    private readonly FieldErrors errors = new();

    /// <summary>A whole number within a range.</summary>
    public long? Number(string name, string? text, long least, long most)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors.Add(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
        return null;
    }

    /// <summary>One of the words of an enumeration.</summary>
    public TEnum? Word<TEnum>(string name, string? text) where TEnum : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Words.TryParse<TEnum>(text, out var member))
        {
            return member;
        }

        errors.Add(name, Choice<TEnum>());
        return null;
    }

    /// <summary>Where a page of a list ended, as an answer said it.</summary>
    public PageCursor? Cursor(string name, string? text) => Cursor(name, text, value => PageCursor.TryParse(value, out var cursor) ? cursor : null);

    /// <summary>The same for a list with cursors of its own.</summary>
    public T? Cursor<T>(string name, string? text, Func<string, T?> read)
    {
        if (string.IsNullOrEmpty(text))
        {
            return default;
        }

        var cursor = read(text);
        errors.AddIf(cursor is null, name, "must be the next_cursor of an earlier answer");
        return cursor;
    }

    /// <summary>An instant with an offset.</summary>
    public DateTimeOffset? Instant(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Instants.TryParse(text, out var instant))
        {
            return instant;
        }

        errors.Add(name, Instants.Expected);
        return null;
    }

    /// <summary>A day, UTC.</summary>
    public DateOnly? Day(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        errors.Add(name, "must be a day such as 2026-03-01");
        return null;
    }

    /// <summary>What else can be wrong with a parameter.</summary>
    public void AddIf(bool wrong, string name, string message) => errors.AddIf(wrong, name, message);

    /// <summary>True or false.</summary>
    public bool? Flag(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        errors.Add(name, "must be true or false");
        return null;
    }

    public void Text(string name, string? text, int longest) => errors
        .AddIf(text is not null && !TextRules.IsStorable(text), name, TextRules.NotStorable)
        .Length(name, text, 0, longest);

    public void ThrowIfAny() => errors.ThrowIfAny();

    /// <summary>The sentence that lists the words of an enumeration.</summary>
    public static string Choice<TEnum>() where TEnum : struct, Enum =>
        $"must be one of {string.Join(", ", Enum.GetValues<TEnum>().Select(member => Words.Of(member)))}";
}
