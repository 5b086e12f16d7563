using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StatusLevels.Api.Webhooks;

namespace StatusLevels.Api.Binding;

/// <summary>Explains why well-formed JSON is not the expected type: every member that is missing or of another kind, by name.</summary>
internal static class MismatchedJson
{
    public static Problem Explain(ReadOnlyMemory<byte> body, JsonTypeInfo type)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = ApiJson.MaxDepth });
        var errors = new FieldErrors();
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return errors.Add(FieldErrors.WholeBody, "must be an object").ToProblem();
        }

        Explain(document.RootElement, type, string.Empty, errors);
        return errors.Any ? errors.ToProblem() : errors.Add(FieldErrors.WholeBody, "is not of the expected shape").ToProblem();
    }

    private static void Explain(JsonElement parent, JsonTypeInfo type, string prefix, FieldErrors errors)
    {
        foreach (var member in type.Properties.TakeWhile(_ => !errors.AreEnough))
        {
            Explain(parent, member, prefix + member.Name, errors);
        }
    }

    private static void Explain(JsonElement parent, JsonPropertyInfo member, string field, FieldErrors errors)
    {
        var required = member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false };
        if (!parent.TryGetProperty(member.Name, out var value))
        {
            errors.AddIf(required, field, "is required");
            return;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            errors.AddIf(!IsNullable(member), field, "must not be null");
            return;
        }

        var type = ApiJson.Options.GetTypeInfo(member.PropertyType);
        if (type.Kind == JsonTypeInfoKind.Object && value.ValueKind == JsonValueKind.Object)
        {
            Explain(value, type, $"{field}.", errors);
            return;
        }

        try
        {
            value.Deserialize(type);
        }
        catch (JsonException exception)
        {
            // The path starts with "$" and goes on inside the member, e.g. "$[1]".
            var inner = exception.Path is { Length: > 1 } path ? path[1..] : string.Empty;
            errors.Add(field + inner, Expected(inner.Length == 0 ? member.PropertyType : ElementType(member.PropertyType)));
        }
    }

    private static bool IsNullable(JsonPropertyInfo member) => member.AssociatedParameter?.IsNullable ?? member.IsSetNullable;

    private static Type? ElementType(Type type) =>
        ApiJson.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } ? element : null;

    private static string Expected(Type? type)
    {
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            null => "is of the wrong kind",
            _ when type == typeof(string) => "must be text",
            _ when type == typeof(bool) => "must be true or false",
            _ when type == typeof(DateTimeOffset) || type == typeof(ToldInstant) => Instants.Expected,
            _ when type == typeof(Guid) => "must be a UUID",
            _ when type == typeof(int) || type == typeof(long) => "must be a whole number within range",
            _ when type == typeof(double) || type == typeof(decimal) => "must be a number",
            _ when ApiJson.Options.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable => "must be a list",
            _ => "must be an object",
        };
    }
}
