using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace StatusLevels.Api.Binding;

/// <summary>Instants on the wire: RFC 3339. An offset is required when reading; written in UTC with milliseconds.</summary>
internal static partial class Instants
{
    public const string Expected = "must be an instant with an offset, such as 2026-03-01T00:00:00Z";

    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null || text.Length > 64 || Shape().Match(text) is not { Success: true } match)
        {
            return false;
        }

        // Seven digits are what the clock can hold; more say nothing that it could keep.
        var fraction = match.Groups["fraction"].Value;
        var kept = string.Concat(
            match.Groups["local"].Value, fraction.AsSpan(0, Math.Min(fraction.Length, 8)), match.Groups["offset"].Value);
        return DateTimeOffset.TryParse(
            kept.ToUpperInvariant(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant);
    }

    public static string Write(DateTimeOffset instant) => Instant.Format(instant);

    [GeneratedRegex(
        @"\A(?<local>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(?<fraction>\.[0-9]+)?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}

/// <summary>Reads and writes instants as <see cref="Instants"/> has it.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Instants.TryParse(reader.GetString(), out var instant)
            ? instant
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Instants.Write(value));
}
