using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace StatusLevels.Api.OpenApi;

/// <summary>What conditional requests add to an operation: their headers, and the tag and the 304 of the answer.</summary>
internal static class ConditionContract
{
    public static void Apply(OpenApiOperation operation, IList<object> metadata)
    {
        if (metadata.OfType<TakesIfMatch>().FirstOrDefault() is { } condition)
        {
            Add(operation, HeaderNames.IfMatch, $"""
                Make the change only if {condition.Subject} has this version: `"3"`, {condition.Tag}several of them, or `*` for any. Otherwise 412.
                """);
        }

        if (metadata.OfType<IsTagged>().Any())
        {
            Add(operation, HeaderNames.IfNoneMatch, "Tags of answers that the caller holds: 304 when the answer is one of them.");
            foreach (var status in (string[])["200", "304"])
            {
                if (operation.Responses?.GetValueOrDefault(status) is OpenApiResponse response)
                {
                    response.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
                    {
                        [HeaderNames.ETag] = Header("`\"<version>.<view>.<language>.<hash of the body>\"`", JsonSchemaType.String),
                        [HeaderNames.CacheControl] = Header("`public, max-age=…`, at most 30 and never past the next due instant; `private, no-store` with credentials.", JsonSchemaType.String),
                        [HeaderNames.Age] = Header("While the database is out of reach: the seconds since it was last reached.", JsonSchemaType.Integer),
                    };
                }
            }
        }
    }

    private static void Add(OpenApiOperation operation, string name, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description.Trim(),
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    private static OpenApiHeader Header(string description, JsonSchemaType type) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = type } };
}
