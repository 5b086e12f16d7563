using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StatusLevels.Api.Takeover;

/// <summary>A row as PostgreSQL writes it in JSON: whatever its columns are called and hold, it can be read.</summary>
internal sealed partial class FormerRow(FormerTable table, string json)
{
    // Before it is what a program writes for nothing.
    private const int FirstYear = 1900;

    private readonly JsonElement row = JsonSerializer.Deserialize(json, ApiJson.Context.JsonElement);

    public FormerTable Table => table;

    /// <summary>The same text as long as the row is the same.</summary>
    public string Json => json;

    /// <summary>What it is called there.</summary>
    public string? Id => Text("id", TextLengths.OutsideId);

    /// <summary>The text of a column; null when it is empty or missing.</summary>
    public string? Text(string column, int most)
    {
        if (!row.TryGetProperty(column, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return string.IsNullOrWhiteSpace(text) ? null : Cut(text, most);
    }

    public IEnumerable<string> Texts(string column, int most) =>
        row.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => Cut(item.GetString()!, most))
            : [];

    /// <summary>Whether the column says yes; what it says nothing about is <paramref name="missing"/>.</summary>
    public bool Flag(string column, bool missing) =>
        row.TryGetProperty(column, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : missing;

    /// <summary>A number; <paramref name="missing"/> when there is none, or none that can be read: then it is told of.</summary>
    public int Number(string column, int missing, Action<string, FormerRow, string> tell)
    {
        if (Text(column, TextLengths.OutsideId) is not { } text)
        {
            return missing;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            tell(OddityRules.UnreadableNumber, this, $"{column} is {text}");
            return missing;
        }

        return number;
    }

    /// <summary>A person; the product itself when nobody is named.</summary>
    public Actor Person(string column) =>
        Text(column, TextLengths.OutsideId) is { } id ? new Actor(ActorKind.User, id) : Actor.System;

    /// <summary>An instant; null when there is none, or none that can be read: then it is told of.</summary>
    public DateTimeOffset? Instant(string column, Action<string, FormerRow, string> tell)
    {
        if (Text(column, TextLengths.OutsideId) is not { } text)
        {
            return null;
        }

        if (!DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            || instant.Year < FirstYear)
        {
            tell(OddityRules.UnreadableInstant, this, $"{column} is {text}");
            return null;
        }

        if (!Offset().IsMatch(text))
        {
            tell(OddityRules.InstantWithoutOffset, this, $"{column} is {text}");
        }

        return Grains.Domain.Instant.Truncate(instant);
    }

    // No half of a pair is left behind.
    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    [GeneratedRegex(
        @"(Z|[+-]\d\d(:?\d\d)?)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Offset();
}
