using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StatusLevels.Api.History;
using StatusLevels.Api.Import;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StatusLevels.Api.OpenApi;

/// <summary>
/// Adds to an operation what follows from the conventions: its name, ids in the path, the JSON body, who may call, the problems, and an
/// example.
/// </summary>
internal sealed class ContractOperation : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        operation.OperationId = ContractNames.Of(context.ApiDescription);
        AddRouteValues(operation, context);
        ContractParameters.Describe(operation);
        if (metadata.OfType<JsonBodyMetadata>().SingleOrDefault() is { } body)
        {
            operation.RequestBody =
                new OpenApiRequestBody { Required = !body.IsOptional, Content = Json("application/json", body.Type, context) };
        }

        if (metadata.OfType<NdjsonMetadata>().SingleOrDefault() is { } lines)
        {
            operation.RequestBody =
                new OpenApiRequestBody { Required = true, Content = Json(ImportEndpoint.MediaType, lines.Line, context) };
            operation.Responses = new OpenApiResponses
            {
                ["200"] = new OpenApiResponse { Description = "OK", Content = Json(ImportEndpoint.MediaType, lines.Answer, context) },
            };
        }

        if (metadata.OfType<CsvMetadata>().Any() && operation.Responses?.GetValueOrDefault("200") is { Content: { } content })
        {
            content[CsvHistory.MediaType] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        }

        ConditionContract.Apply(operation, metadata);
        if (ContractProblems.TakesKey(context.ApiDescription))
        {
            ContractIdempotency.Describe(operation);
        }

        operation.Security = ContractSecurity.Of(metadata, context.Document);
        if (ContractSecurity.ScopeFor(metadata) is { } scope)
        {
            operation.Description = $"{operation.Description}\n\nThe key of a service needs the scope `{scope}`.";
            operation.AddExtension("x-service-scope", new JsonNodeExtension(JsonValue.Create(scope)));
        }

        ContractProblems.Describe(operation, ContractProblems.Of(operation, context), context);
        ContractExamples.Add(operation);
    }

    private static void AddRouteValues(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var parameter in context.MethodInfo.GetParameters())
        {
            if (parameter.ParameterType.IsAssignableTo(typeof(IRouteValue)))
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter { Name = parameter.Name, In = ParameterLocation.Path, Required = true });
            }
        }
    }

    private static Dictionary<string, IOpenApiMediaType> Json(string mediaType, Type type, OperationFilterContext context) =>
        new(StringComparer.Ordinal)
        {
            [mediaType] = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository) },
        };
}
