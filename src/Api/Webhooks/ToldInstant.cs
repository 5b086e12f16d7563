using System.Text.Json;
using System.Text.Json.Serialization;

namespace StatusLevels.Api.Webhooks;

/// <summary>An instant as a payment provider tells it: some leave out the offset, and mean UTC.</summary>
/// <param name="At">When.</param>
/// <param name="HasOffset">Whether the offset was told.</param>
[JsonConverter(typeof(ToldInstantConverter))]
internal readonly record struct ToldInstant(DateTimeOffset At, bool HasOffset);

/// <summary>Reads and writes instants that may have no offset.</summary>
internal sealed class ToldInstantConverter : JsonConverter<ToldInstant>
{
    public override ToldInstant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Instants.TryParse(text, out var instant) ? new(instant, HasOffset: true)
            : Instants.TryParse($"{text}Z", out var utc) ? new(utc, HasOffset: false)
            : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, ToldInstant value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Instants.Write(value.At));
}
