using Microsoft.OpenApi;
using StatusLevels.Api.Idempotency;

namespace StatusLevels.Api.OpenApi;

/// <summary>The header that makes a change repeatable, and the one that tells that it was repeated.</summary>
internal static class ContractIdempotency
{
    public static void Describe(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = RequestKeys.Header,
            In = ParameterLocation.Header,
            Description = "A new random text for each change, the same for each repetition of it: for 24 hours the same request gets the first answer again.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = TextLengths.IdempotencyKey },
        });
        foreach (
            var response in (operation.Responses ?? []).Where(response => response.Key.StartsWith('2')).Select(response => response.Value)
                .OfType<OpenApiResponse>())
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            response.Headers[IdempotencyMiddleware.ReplayedHeader] = new OpenApiHeader
            {
                Description = "`true` when this is the answer to an earlier request with the same key, absent otherwise.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }
    }
}
