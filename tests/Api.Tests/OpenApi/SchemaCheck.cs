using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>
/// What is wrong with a value by the schemas of the document. Stricter than JSON Schema: a member that the schema does not name is a fault,
/// as nobody could know of it, and so is a keyword that is not understood here.
/// </summary>
internal sealed class SchemaCheck(JsonObject document)
{
    private static readonly HashSet<string> Words = ["description", "default", "example", "title"];

    public IReadOnlyList<string> Faults(JsonNode schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema.AsObject(), value, "$", faults);
        return faults;
    }

    public JsonObject Resolve(JsonNode schema) => schema["$ref"] is { } reference
        ? document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject()
        : schema.AsObject();

    private void Check(JsonObject schema, JsonNode? value, string place, List<string> faults)
    {
        foreach (var (keyword, rule) in schema)
        {
            var fault = keyword switch
            {
                "$ref" => Nested(Resolve(schema), value, place, faults),
                "type" =>
                    rule is JsonArray kinds
                        ? kinds.Any(kind => IsOf(kind!.GetValue<string>(), value))
                        : IsOf(rule!.GetValue<string>(), value),
                "enum" => rule!.AsArray().Any(word => JsonNode.DeepEquals(word, value)),
                "oneOf" => rule!.AsArray().Count(choice => Faults(choice!, value).Count == 0) == 1,
                "required" => value is not JsonObject members || rule!.AsArray().All(name => members.ContainsKey(name!.GetValue<string>())),
                "properties" => Members(schema, value, place, faults),
                "additionalProperties" => schema.ContainsKey("properties") || Values(rule!, value, place, faults),
                "items" => Items(rule!.AsObject(), value, place, faults),
                "format" => IsFormatted(rule!.GetValue<string>(), value),
                "minimum" => Number(value) is not { } number || number >= rule!.GetValue<decimal>(),
                "maximum" => Number(value) is not { } number || number <= rule!.GetValue<decimal>(),
                "minLength" => Text(value) is not { } text || text.Length >= rule!.GetValue<int>(),
                "maxLength" => Text(value) is not { } text || text.Length <= rule!.GetValue<int>(),
                _ =>
                    Words.Contains(keyword)
                        ? true
                        : throw new NotSupportedException($"{place}: the keyword {keyword} is not checked here."),
            };
            if (!fault)
            {
                faults.Add($"{place}: {value?.ToJsonString() ?? "null"} breaks {keyword} {rule?.ToJsonString()}");
            }
        }
    }

    private bool Nested(JsonObject schema, JsonNode? value, string place, List<string> faults)
    {
        Check(schema, value, place, faults);
        return true;
    }

    private bool Members(JsonObject schema, JsonNode? value, string place, List<string> faults)
    {
        foreach (var (name, member) in value as JsonObject ?? [])
        {
            if (schema["properties"]![name] is { } known)
            {
                Check(known.AsObject(), member, $"{place}.{name}", faults);
            }
            else
            {
                faults.Add($"{place}.{name} is not in the schema");
            }
        }

        return true;
    }

    private bool Values(JsonNode rule, JsonNode? value, string place, List<string> faults)
    {
        foreach (var (name, member) in rule is JsonObject && value is JsonObject members ? members : [])
        {
            Check(rule.AsObject(), member, $"{place}.{name}", faults);
        }

        return true;
    }

    private bool Items(JsonObject rule, JsonNode? value, string place, List<string> faults)
    {
        var items = value as JsonArray ?? [];
        for (var index = 0; index < items.Count; index++)
        {
            Check(rule, items[index], $"{place}[{index}]", faults);
        }

        return true;
    }

    private static bool IsOf(string kind, JsonNode? value) => kind switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() is JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => Number(value) is { } number && number == decimal.Truncate(number),
        "number" => Number(value) is not null,
        _ => throw new NotSupportedException(kind),
    };

    private static bool IsFormatted(string format, JsonNode? value) => Text(value) is not { } text || format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => throw new NotSupportedException($"The format {format} is not checked here."),
    };

    private static string? Text(JsonNode? value) => value?.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    private static decimal? Number(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.Number
            ? decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
            : null;
}
