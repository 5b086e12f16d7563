using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using StatusLevels.Api.Conventions;
using StatusLevels.Api.Import;
using StatusLevels.Api.Json;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Security;
using StatusLevels.Api.Traffic;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StatusLevels.Api.OpenApi;

/// <summary>Adds to an operation what follows from the conventions: ids in the path, the JSON body, who may call, and the problems.</summary>
internal sealed class ContractOperation : IOperationFilter
{
    private static readonly ProblemCode[] OfBodies =
        [ProblemCode.MalformedJson, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType, ProblemCode.ValidationFailed];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var problems = metadata.OfType<ProblemsMetadata>().SelectMany(declared => declared.Codes).ToHashSet();

        if (AddRouteIds(operation, context))
        {
            problems.Add(ProblemCode.MalformedId);
        }

        if (metadata.OfType<JsonBodyMetadata>().SingleOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody { Required = !body.IsOptional, Content = Json("application/json", body.Type, context) };
            problems.UnionWith(OfBodies);
        }

        if (metadata.OfType<NdjsonMetadata>().SingleOrDefault() is { } lines)
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Json(ImportEndpoint.MediaType, lines.Line, context) };
            operation.Responses = new OpenApiResponses
            {
                ["200"] = new OpenApiResponse { Description = "OK", Content = Json(ImportEndpoint.MediaType, lines.Answer, context) },
            };
        }

        if (metadata.OfType<CsvMetadata>().Any() && operation.Responses?.GetValueOrDefault("200") is { Content: { } content })
        {
            content[CsvHistory.MediaType] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        }

        if (metadata.OfType<TakesIfMatch>().Any())
        {
            problems.UnionWith([ProblemCode.VersionMismatch, ProblemCode.ValidationFailed]);
        }

        ConditionContract.Apply(operation, metadata);
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [];
        }
        else
        {
            operation.Security =
            [
                .. SchemesOf(metadata).Select(scheme => new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [],
                }),
            ];
            problems.UnionWith([ProblemCode.Unauthenticated, ProblemCode.DatabaseUnavailable, ProblemCode.IssuerUnavailable]);
            if (metadata.OfType<IAuthorizeData>().Any(data => data.Policy is not null))
            {
                problems.Add(ProblemCode.Forbidden);
            }
        }

        if (context.ApiDescription.HttpMethod is "POST" or "PUT" or "PATCH" or "DELETE" && !metadata.OfType<NdjsonMetadata>().Any())
        {
            ContractIdempotency.Describe(operation);
            problems.UnionWith([ProblemCode.IdempotencyKeyReused, ProblemCode.IdempotencyInProgress, ProblemCode.ValidationFailed]);
        }

        if (!metadata.OfType<OutsideLimits>().Any())
        {
            problems.UnionWith([ProblemCode.RateLimited, ProblemCode.Overloaded]);
        }

        if (problems.Count > 0)
        {
            problems.Add(ProblemCode.InternalError);
        }

        AddProblems(operation, problems, context);
    }

    /// <summary>The ways to prove who one is that lead anywhere here.</summary>
    private static string[] SchemesOf(IList<object> metadata)
    {
        var policies = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).ToArray();
        return metadata.OfType<AcceptsSignedWebhook>().Any() ? [SessionAuthentication.SchemeName, BearerAuthentication.SchemeName, WebhookAuthentication.SchemeName]
            : policies.Contains(Policies.SessionHolder) ? [SessionAuthentication.SchemeName]
            : policies.Contains(Policies.ReputationWriter) ? [BearerAuthentication.SchemeName]
            : [SessionAuthentication.SchemeName, BearerAuthentication.SchemeName];
    }

    private static bool AddRouteIds(OpenApiOperation operation, OperationFilterContext context)
    {
        var parameters = context.MethodInfo.GetParameters();
        foreach (var parameter in parameters)
        {
            if (RouteSchema(parameter.ParameterType) is { } schema)
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter { Name = parameter.Name, In = ParameterLocation.Path, Required = true, Schema = schema });
            }
        }

        return parameters.Any(parameter => parameter.ParameterType == typeof(RouteUuid));
    }

    private static OpenApiSchema? RouteSchema(Type type) =>
        type == typeof(RouteUuid) ? new() { Type = JsonSchemaType.String, Format = "uuid" }
        : type == typeof(RouteText) ? new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Limits.OutsideId }
        : null;

    private static void AddProblems(OpenApiOperation operation, HashSet<ProblemCode> problems, OperationFilterContext context)
    {
        operation.Responses ??= [];
        foreach (var status in problems.GroupBy(problem => problem.Status).OrderBy(group => group.Key))
        {
            var codes = status.Select(problem => $"`{problem.Code}`").Order(StringComparer.Ordinal);
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = $"{status.First().Title}. Codes: {string.Join(", ", codes)}.",
                Content = Json(Problem.ContentType, typeof(ProblemDocument), context),
                Headers = status.Any(NeedsPause) ? RetryAfter() : null,
            };
        }
    }

    // A rule that says "not yet" says in the body until when.
    private static bool NeedsPause(ProblemCode problem) =>
        problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
        && problem != RefusalProblems.UpgradeRequestTooSoon && problem != RefusalProblems.TooManyCancellations;

    private static Dictionary<string, IOpenApiHeader> RetryAfter() => new(StringComparer.Ordinal)
    {
        ["Retry-After"] = new OpenApiHeader
        {
            Description = "Seconds to wait before the next try.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        },
    };

    private static Dictionary<string, IOpenApiMediaType> Json(string mediaType, Type type, OperationFilterContext context) => new(StringComparer.Ordinal)
    {
        [mediaType] = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository) },
    };
}
