using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using StatusLevels.Api.Problems;

namespace StatusLevels.Api.Json;

/// <summary>
/// Looks through a body before anything is made of it. Not well-formed, too deep, or a member named twice (readers differ in which one
/// they take) is 400; text with NUL or a lone surrogate, which the database cannot hold, is 422 and names the field.
/// </summary>
internal static class WellFormedJson
{
    public static Problem? Check(ReadOnlySpan<byte> body) => Check(body, "The body", exception => $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");

    /// <summary>The same for a body that is one line of many.</summary>
    public static Problem? CheckLine(ReadOnlySpan<byte> line) => Check(line, "The line", exception => $"byte {exception.BytePositionInLine + 1}");

    private static Problem? Check(ReadOnlySpan<byte> body, string subject, Func<JsonException, string> place)
    {
        if (!Utf8.IsValid(body))
        {
            return Malformed($"{subject} is not valid UTF-8.");
        }

        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var position = new Position();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ApiJson.MaxDepth });
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                    case JsonTokenType.StartArray:
                        position.Enter(isArray: reader.TokenType == JsonTokenType.StartArray);
                        break;
                    case JsonTokenType.EndObject:
                    case JsonTokenType.EndArray:
                        position.Leave();
                        break;
                    case JsonTokenType.PropertyName:
                        var name = Text(ref reader);
                        if (!TextRules.IsStorable(name))
                        {
                            errors[position.ToString()] = ["has a member whose name contains NUL or half of a surrogate pair"];
                        }

                        if (!position.Name(name ?? string.Empty))
                        {
                            return Malformed($"The member {position} appears twice.");
                        }

                        break;
                    case JsonTokenType.String:
                        position.Value();
                        if (!TextRules.IsStorable(Text(ref reader)))
                        {
                            errors[position.ToString()] = [TextRules.NotStorable];
                        }

                        break;
                    default:
                        position.Value();
                        break;
                }
            }
        }
        catch (JsonException exception)
        {
            return Malformed($"{subject} is not well-formed JSON ({place(exception)}).");
        }

        return errors.Count == 0 ? null : Problem.Invalid(errors);
    }

    /// <summary>The text of the token; null when escapes leave half of a surrogate pair.</summary>
    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Problem Malformed(string detail) => new(ProblemCode.MalformedJson, detail);

    /// <summary>Where in the document the reader stands.</summary>
    private sealed class Position
    {
        private readonly List<Level> levels = [];

        public void Enter(bool isArray)
        {
            Value();
            levels.Add(new Level(isArray));
        }

        public void Leave() => levels.RemoveAt(levels.Count - 1);

        public void Value()
        {
            if (levels is [.., { IsArray: true } innermost])
            {
                innermost.Index++;
            }
        }

        public bool Name(string name)
        {
            var innermost = levels[^1];
            innermost.Current = name;
            return innermost.Names.Add(name);
        }

        public override string ToString()
        {
            var path = new StringBuilder();
            foreach (var level in levels)
            {
                if (level.IsArray)
                {
                    path.Append('[').Append(level.Index).Append(']');
                }
                else if (level.Current is not null)
                {
                    path.Append(path.Length == 0 ? string.Empty : ".").Append(TextRules.Shown(level.Current));
                }
            }

            return path.Length == 0 ? FieldErrors.WholeBody : path.ToString();
        }
    }

    private sealed class Level(bool isArray)
    {
        public bool IsArray { get; } = isArray;

        public int Index { get; set; } = -1;

        public string? Current { get; set; }

        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);
    }
}
