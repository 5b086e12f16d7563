using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using StatusLevels.Api.Organizations;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StatusLevels.Api.OpenApi;

/// <summary>
/// What is required and what may be null, as the serializer has it: one source for what is documented and what is enforced.
/// </summary>
internal sealed class ContractSchema : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { } properties } shape
            || !ApiJson.Options.TryGetTypeInfo(context.Type, out var type)
            || type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        // Unknown members are ignored, and answers may gain some.
        shape.AdditionalPropertiesAllowed = true;
        shape.Required = new SortedSet<string>(type.Properties.Where(IsAlwaysThere).Select(member => member.Name), StringComparer.Ordinal);
        foreach (var member in type.Properties)
        {
            if (properties.TryGetValue(member.Name, out var property))
            {
                properties[member.Name] = WithNull(property, IsNullable(member));
            }
        }
    }

    private static bool IsAlwaysThere(JsonPropertyInfo member) =>
        !IsLeftOutWhenNull(member) && ShownMembers.LeastOf(member) is null
        && (
            member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false }
                || member is { AssociatedParameter: null, Set: null, Get: not null });

    // What is left out instead is never null.
    private static bool IsNullable(JsonPropertyInfo member) =>
        !IsLeftOutWhenNull(member)
        && (Nullable.GetUnderlyingType(member.PropertyType) is not null
            || (!member.PropertyType.IsValueType && (member.AssociatedParameter?.IsNullable ?? member.IsGetNullable)));

    private static bool IsLeftOutWhenNull(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute),
            inherit: true) is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }];

    private static IOpenApiSchema WithNull(IOpenApiSchema property, bool isNullable)
    {
        switch (property)
        {
            case OpenApiSchema { Type: { } kind } inline:
                inline.Type = isNullable ? kind | JsonSchemaType.Null : kind & ~JsonSchemaType.Null;
                return inline;
            case OpenApiSchemaReference reference when isNullable:
                return new OpenApiSchema { OneOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }] };
            default:
                return property;
        }
    }
}
