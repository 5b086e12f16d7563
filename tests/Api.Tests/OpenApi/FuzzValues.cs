using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>Values that nobody expects, and values that fit a schema.</summary>
internal sealed class FuzzValues(Random random, SchemaCheck schemas)
{
    // As JSON, so that it may be what no serializer would write.
    private static readonly string[] Odd =
    [
        "null", "true", "false", "0", "-1", "1", "0.5", "1e400", "-1e400", "1e-400", "9223372036854775808", "-9223372036854775809",
        "2147483648", "1E2", "00", "+1", ".5", "NaN",
        "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\ud83d\\ude00\"", "\"\u202eabc\u0301\ufeff\"",
        "\"\\uffff\"", "\"'; drop table users; --\"",
        "\"%00%0a../../etc/passwd\"", "\"<script>alert(1)</script>\"", "\"{0}{1}%s%n\"", "\"true\"", "\"-1\"", "\"A\"", "\"B\"", "\"C\"",
        "\"0\"", "\"a\"",
        "\"2026-13-45T99:99:99Z\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"2027-02-29T00:00:00Z\"",
        "\"2027-03-01T00:00:00\"", "\"2027-03-01T00:00:00.123456789123Z\"", "\"00000000-0000-0000-0000-000000000000\"",
        "\"{00000000-0000-0000-0000-000000000000}\"",
        "[]", "{}", "[[]]", "[null]", "[{}]", "{\"\":null}", "{\"a\":{\"b\":[1,{\"c\":\"d\"}]}}", "[\"a\",\"a\"]",
    ];

    private static readonly string[] OddTexts =
    [
        "", " ", "0", "-1", "1", "101", "2147483648", "9223372036854775807", "9223372036854775808", "1.5", "1e3", "NaN", "null", "true",
        "TRUE", "yes", "A", "a", "B", "C", "D", "A,B", "%00",
        "%2F", "%2f..%2f", "..", ".", "%", "%zz", "%ff", "%C3%28", "%ED%A0%80", "%F0%9F%98%80", "%E2%80%AE", "'", "%22", "%27%3Bdrop", "+",
        "%0d%0aX-Odd:1", "2026-03-01", "2026-03-01T00:00:00Z",
        "2026-03-01T00:00:00%2B25:00", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "00000000-0000-0000-0000-000000000000",
        "pending", "PENDING", "7", "granted", "AAAA", "eyJhIjoxfQ", "____",
    ];

    private static DateTimeOffset Today => new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    public string Text() => random.Next(20) switch
    {
        0 => new string('9', random.Next(1, 40)),
        1 => new string('x', random.Next(200, 3000)),
        2 => new Guid(Bytes(16)).ToString(),
        3 => Convert.ToBase64String(Bytes(random.Next(1, 40))).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        _ => Pick(OddTexts),
    };

    public T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Any JSON, or what looks like it.</summary>
    public string OddJson() => random.Next(16) switch
    {
        0 => $"\"{new string('x', random.Next(256, 5000))}\"",
        1 => Nested(random.Next(2, 2000), '[', ']'),
        2 => string.Concat(Enumerable.Repeat("{\"a\":", 300)) + "1" + new string('}', 300),
        3 => new string('9', random.Next(20, 400)),
        4 => $"[{string.Join(',', Enumerable.Repeat("\"a\"", random.Next(2, 400)))}]",
        _ => Pick(Odd),
    };

    /// <summary>A value that fits the schema, as far as types go.</summary>
    public JsonNode? Fitting(JsonNode schema, int depth = 0)
    {
        var shape = schemas.Resolve(schema);
        if (shape["oneOf"] is JsonArray choices)
        {
            return Fitting(Pick([.. choices])!, depth);
        }

        var kinds = shape["type"] switch
        {
            JsonArray several => [.. several.Select(kind => kind!.GetValue<string>())],
            JsonValue one => [one.GetValue<string>()],
            _ => new[] { "string" },
        };
        var kind = Pick(kinds);
        return kind switch
        {
            "null" => null,
            "boolean" => random.Next(2) == 0,
            "integer" => random.Next(-5, 200),
            "number" => random.Next(0, 2000) / 10m,
            "array" => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Fitting(shape["items"]!, depth + 1))]),
            "object" => Object(shape, depth),
            _ => TextFor(shape),
        };
    }

    private JsonObject Object(JsonObject shape, int depth)
    {
        var made = new JsonObject();
        foreach (var (name, schema) in depth > 4 ? [] : shape["properties"]?.AsObject() ?? [])
        {
            made[name] = Fitting(schema!, depth);
        }

        return made;
    }

    private JsonValue TextFor(JsonObject shape) => shape["enum"] is JsonArray words ? JsonValue.Create(Pick([.. words])!.GetValue<string>())
        : shape["format"]?.GetValue<string>() switch
        {
            "uuid" => JsonValue.Create(new Guid(Bytes(16)).ToString()),
            "date" => JsonValue.Create(Today.AddDays(random.Next(-400, 40)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            "date-time" => JsonValue.Create(Today.AddDays(random.Next(-400, 4000)).ToString("O", CultureInfo.InvariantCulture)),
            _ =>
                JsonValue.Create(
                    Pick(
                        ["A", "B", "C", "active", "past_due", "approve", "reject", "x", "owner", "en", "maria@example.org", "\U0001F600"])),
        };

    /// <summary>A body: one that fits, with something spoilt, or nothing of the kind.</summary>
    public string Body(JsonNode? schema, JsonNode? example)
    {
        if (schema is null || random.Next(12) == 0)
        {
            return OddJson();
        }

        var body = random.Next(2) == 0 && example is JsonObject ? example.DeepClone().AsObject() : Fitting(schema) as JsonObject ?? [];
        var text = Spoil(body);
        return random.Next(14) switch
        {
            0 => text[..random.Next(text.Length)],
            1 => text + Pick(["}", ",", "x", "\0", "{}", " // odd"]),
            2 => "\ufeff" + text,
            3 => text.Replace("\"", "'", StringComparison.Ordinal),
            4 => $"[{text}]",
            _ => text,
        };
    }

    private string Spoil(JsonObject body)
    {
        var members = body.Select(member => (member.Key, Json: member.Value?.ToJsonString() ?? "null")).ToList();
        for (var changes = random.Next(3); changes > 0 && members.Count > 0; changes--)
        {
            var at = random.Next(members.Count);
            switch (random.Next(5))
            {
                case 0:
                    members.RemoveAt(at);
                    break;
                case 1:
                    members.Add((members[at].Key, OddJson()));
                    break;
                case 2:
                    members.Add(
                        (
                            Pick(["", "__proto__", "constructor", "$type", "$id", "\U0001F600", members[at].Key.ToUpperInvariant()]),
                            OddJson()));
                    break;
                default:
                    members[at] = (members[at].Key, OddJson());
                    break;
            }
        }

        return new StringBuilder("{").AppendJoin(
            ',', members.Select(member => $"{JsonSerializer.Serialize(member.Key)}:{member.Json}")).Append('}').ToString();
    }

    private static string Nested(int depth, char open, char close) => new string(open, depth) + new string(close, depth);
}
