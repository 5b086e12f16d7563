using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace StatusLevels.Api.Binding;

/// <summary>
/// JSON → a value, or what is wrong with it. Not well-formed, too deep, or a member named twice (readers differ in which one they take) is
/// 400; text with NUL or a lone surrogate, which the database cannot hold, and what is not the expected type is 422 and names the field.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = ApiJson.MaxDepth, AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = ApiJson.MaxDepth };

    /// <summary>A whole body.</summary>
    public static (T? Value, Problem? Problem) Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
        where T : class =>
        Read(ByteOrderMark.Skip(body), type, "body_json");

    /// <summary>One line of many.</summary>
    public static (T? Value, Problem? Problem) ReadLine<T>(ReadOnlyMemory<byte> line, JsonTypeInfo<T> type)
        where T : class =>
        Read(line, type, "line_json");

    private static (T? Value, Problem? Problem) Read<T>(
        ReadOnlyMemory<byte> json, JsonTypeInfo<T> type, string subject)
        where T : class
    {
        if (Check(json, subject) is { } malformed)
        {
            return (null, malformed);
        }

        try
        {
            if (JsonSerializer.Deserialize(json.Span, type) is { } value)
            {
                return (value, null);
            }
        }
        catch (JsonException)
        {
            // Every member that is wrong is told, not only the first.
        }

        return (null, MismatchedJson.Explain(json, type));
    }

    private static Problem? Check(ReadOnlyMemory<byte> json, string subject)
    {
        if (!Utf8.IsValid(json.Span))
        {
            return Malformed($"{subject}.not_utf8");
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            // Only an escape can spell what the database cannot hold.
            if (json.Span.IndexOf("\\u"u8) < 0)
            {
                return null;
            }
        }
        catch (JsonException fault) when (fault.LineNumber is not null)
        {
            return Malformed(new(
                $"{subject}.{(IsTooDeep(json.Span) ? "too_deep" : "malformed")}", ("line", $"{fault.LineNumber + 1}"),
                ("byte", $"{fault.BytePositionInLine + 1}"), ("levels", $"{ApiJson.MaxDepth}")));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A member named twice, or a name with half of a surrogate pair: which and where is found below.
        }

        using var whole = JsonDocument.Parse(json, Lenient);
        var faults = new TextFaults();
        return faults.Twice(whole.RootElement) is { } member ? Malformed(new("json_twice", ("member", member)))
            : faults.Errors.Any ? faults.Errors.ToProblem()
            : null;
    }

    /// <summary>Well-formed as far as the first level that is one too many.</summary>
    private static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ApiJson.MaxDepth + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= ApiJson.MaxDepth)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // Something else is wrong with it, and comes first.
        }

        return false;
    }

    private static Problem Malformed(Sentence said) => new(ProblemCode.MalformedJson, said);
}
