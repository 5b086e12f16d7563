using Microsoft.OpenApi;
using StatusLevels.Api.Settings;
using StatusLevels.Api.Webhooks;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StatusLevels.Api.OpenApi;

/// <summary>The API document at <c>/openapi/v1.json</c> and its page at <c>/swagger</c>.</summary>
internal static class OpenApiDocumentation
{
    private const string Description = """
        Status levels of organizations: `A` self-declared, `B` verified by the platform, `C` highest reputation; `"0"` when none counts.

        **Errors** are `application/problem+json` (RFC 9457). Programs look at `code`, which is stable; people read `detail`; `trace_id` finds the log lines of the request.
        **Instants** are RFC 3339 in UTC with milliseconds; those that you send need an offset. **Ids** are UUIDs. Unknown members are ignored; a member named twice is refused.
        **Bodies** are JSON in UTF-8, up to 64 KiB.
        **Repeating**: every change takes an `Idempotency-Key`. The same request with the same key within 24 hours gets the first answer, with `Idempotency-Replayed: true`; another one under the key is 422 `idempotency_key_reused`. Only 2xx are kept, and nothing that held a secret.
        **Signing in**: `POST /api/session` sets a session cookie. Changes that rely on it are accepted from this product's own pages and from the configured origins only.
        **Names** of operations (`operationId`) and of their parameters stay; answers may gain members, and operations may gain codes.
        **Authorization** beats the cookie, and is 401 when it is not accepted, even where anyone may ask; the public status and the levels alone are then answered as to nobody in particular: `Bearer` with a token of the configured issuer or with a service key.
        """;

    public static void AddOpenApiDocument(this WebApplicationBuilder builder, ApiSettings settings)
    {
        builder.Services.AddEndpointsApiExplorer();
        builder.Services.AddSingleton<ServedDocument>();
        builder.Services.AddSingleton<ISerializerDataContractResolver>(new JsonSerializerDataContractResolver(ApiJson.Options));
        builder.Services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(ServedDocument.Name, new OpenApiInfo
            {
                Title = "StatusLevels",
                Version = "v1",
                Description = Description,
                Contact = new OpenApiContact { Name = "StatusLevels contributors" },
                License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            });
            options.AddServer(new OpenApiServer
            {
                Url = settings.PublicBaseUrl?.ToString().TrimEnd('/') ?? "/",
                Description = settings.PublicBaseUrl is null ? "Where this document was read." : "The public address.",
            });
            ContractSecurity.AddSchemes(options, settings);
            options.MapType<ToldInstant>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
            options.OperationFilter<ContractOperation>();
            options.DocumentFilter<ContractTags>();
            options.SchemaFilter<ContractSchema>();
            options.CustomSchemaIds(type => type == typeof(ProblemDocument) ? nameof(Problem) : type.Name);
            options.IncludeXmlComments(typeof(OpenApiDocumentation).Assembly);
        });
    }

    public static void UseApiPages(this WebApplication app) =>
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            options.DocumentTitle = "StatusLevels API";
            options.SwaggerEndpoint($"..{ServedDocument.Address}", "StatusLevels v1");
        });

    public static void MapApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ServedDocument.Address, (HttpContext context, ServedDocument document) => document.AnswerAsync(context))
            .ExcludeFromDescription()
            .AllowAnonymous();
}
