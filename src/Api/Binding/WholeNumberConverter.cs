using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StatusLevels.Api.Binding;

/// <summary>
/// Whole numbers as JSON Schema has them (2020-12, 6.1.1): <c>14</c>, <c>14.0</c> and <c>1.4e1</c> are one and the same integer. Some
/// languages write none without a point.
/// </summary>
internal sealed class WholeNumberConverter<T> : JsonConverter<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
        && reader.TryGetDecimal(out var number)
        && decimal.IsInteger(number)
        && number >= decimal.CreateChecked(T.MinValue)
        && number <= decimal.CreateChecked(T.MaxValue)
            ? T.CreateChecked(number)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(long.CreateChecked(value));
}
