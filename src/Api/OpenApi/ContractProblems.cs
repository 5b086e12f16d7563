using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using StatusLevels.Api.Import;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Texts;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StatusLevels.Api.OpenApi;

/// <summary>
/// Every problem that an operation may answer with: those that it names, and those that follow from what it takes and whom it asks for.
/// </summary>
internal static class ContractProblems
{
    private static readonly ProblemCode[] OfBodies =
        [ProblemCode.MalformedJson, ProblemCode.MalformedRequest, ProblemCode.RequestTimeout, ProblemCode.BodyTooLarge,
            ProblemCode.UnsupportedMediaType, ProblemCode.ValidationFailed];

    public static HashSet<ProblemCode> Of(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var parameters = context.MethodInfo.GetParameters();
        var problems = metadata.OfType<ProblemsMetadata>().SelectMany(declared => declared.Codes).ToHashSet();
        if (parameters.Any(parameter => parameter.ParameterType == typeof(RouteUuid)))
        {
            problems.Add(ProblemCode.MalformedId);
        }

        if (parameters.Any(parameter => parameter.ParameterType == typeof(RouteText)))
        {
            problems.UnionWith([ProblemCode.MalformedRequest, ProblemCode.ValidationFailed]);
        }

        if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Query
            || parameter.Schema is { Enum.Count: > 0 }) == true)
        {
            problems.Add(ProblemCode.ValidationFailed);
        }

        if (metadata.OfType<JsonBodyMetadata>().Any())
        {
            problems.UnionWith(OfBodies);
        }

        if (TakesKey(context.ApiDescription))
        {
            problems.UnionWith([ProblemCode.IdempotencyKeyReused, ProblemCode.IdempotencyInProgress, ProblemCode.ValidationFailed]);
        }

        if (metadata.OfType<TakesIfMatch>().Any())
        {
            problems.UnionWith([ProblemCode.VersionMismatch, ProblemCode.ValidationFailed]);
        }

        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            problems.UnionWith([ProblemCode.Unauthenticated, ProblemCode.DatabaseUnavailable, ProblemCode.IssuerUnavailable]);
            if (metadata.OfType<IAuthorizeData>().Any(data => data.Policy is not null))
            {
                problems.Add(ProblemCode.Forbidden);
            }
        }

        if (problems.Contains(RefusalProblems.Conflict))
        {
            // What goes to an organization's grain is decided by its clock.
            problems.Add(RefusalProblems.ClockSkew);
        }

        if (!metadata.OfType<OutsideLimits>().Any())
        {
            problems.UnionWith([ProblemCode.RateLimited, ProblemCode.Overloaded]);
        }

        if (problems.Count > 0)
        {
            problems.Add(ProblemCode.InternalError);
        }

        return problems;
    }

    /// <summary>Whether the operation is a change that can be sent again under a key.</summary>
    public static bool TakesKey(ApiDescription operation) =>
        operation.HttpMethod is "POST" or "PUT" or "PATCH" or "DELETE"
            && !operation.ActionDescriptor.EndpointMetadata.OfType<NdjsonMetadata>().Any();

    public static void Describe(OpenApiOperation operation, HashSet<ProblemCode> problems, OperationFilterContext context)
    {
        operation.Responses ??= [];
        foreach (var status in problems.GroupBy(problem => problem.Status).OrderBy(group => group.Key))
        {
            var codes = status.Select(problem => problem.Code).Order(StringComparer.Ordinal).ToArray();
            var titles = status.OrderBy(problem => problem.Code, StringComparer.Ordinal)
                .Select(problem => $"`{problem.Code}`: {problem.Title(Phrases.In(null))}");
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = $"{string.Join("; ", titles)}.",
                Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
                {
                    [Problem.ContentType] = new OpenApiMediaType { Schema = WithCode(codes, context) },
                },
                Headers = status.Any(NeedsPause) ? RetryAfter() : null,
            };
        }
    }

    // A problem, and which of its codes it may have here: a generated client knows them by name.
    private static OpenApiSchema WithCode(string[] codes, OperationFilterContext context) => new()
    {
        AllOf =
        [
            context.SchemaGenerator.GenerateSchema(typeof(ProblemDocument), context.SchemaRepository),
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                {
                    ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. codes.Select(code => JsonValue.Create(code))] },
                },
            },
        ],
    };

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
}
