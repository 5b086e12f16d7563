using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace StatusLevels.Transparency.Credentials;

/// <summary>Reads members of what others wrote: what is missing or of another kind is none, and no exception.</summary>
internal static class JsonReading
{
    // In UTC, with milliseconds where there are some: as this product writes them.
    private static readonly string[] InstantForms = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'"];

    private const int Deepest = 64;

    // The end of the year 9999.
    private const long LatestSecond = 253_402_300_799;

    /// <summary>An object without a member twice; null when the text is none, or a deeper one.</summary>
    public static JsonElement? Object(ReadOnlyMemory<byte> utf8, int deepest = Deepest)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = deepest });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text ? Whole(text) : null;

    public static DateTimeOffset? Instant(this JsonElement element, string name) => InstantOf(element.Text(name));

    /// <summary>An instant in UTC; null when the text is none.</summary>
    public static DateTimeOffset? InstantOf(string? text) =>
        DateTimeOffset.TryParseExact(
            text, InstantForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;

    /// <summary>An instant in whole seconds since 1970, as JWTs write it.</summary>
    public static DateTimeOffset? Seconds(this JsonElement element, string name) =>
        element.Number(name) is >= 0 and <= LatestSecond and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public static long? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>The items of an array, or the one thing that stands there without one, as JSON-LD has it.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Array } items => items.EnumerateArray(),
        { } single => [single],
        null => [],
    };

    /// <summary>Whether this text stands there, alone or among others.</summary>
    public static bool Has(this JsonElement element, string name, string text) =>
        element.Items(name).Any(item => item.ValueKind == JsonValueKind.String && Whole(item) == text);

    /// <summary>The id that stands there, alone or in an object.</summary>
    public static string? IdOf(this JsonElement element, string name) => element.Text(name) ?? element.Member(name)?.Text("id");

    private static string? Whole(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}
