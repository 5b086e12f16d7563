using System.Globalization;
using StatusLevels.Api.Audit;

namespace StatusLevels.Api.ApiKeys;

/// <summary>The keys that services call with.</summary>
internal static class ApiKeyEndpoints
{
    private const string Address = "/api/admin/api-keys";

    public static void AddApiKeys(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ApiKeyStore>();

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup(Address).RequireAuthorization(Policies.PlatformAdmin).WithTags("Service keys");

        keys.MapPost("/", Create)
            .NeedsFreshSignIn()
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.IdempotencyNotReplayable, ProblemCode.OutcomeUnknown)
            .WithSummary("Make a service key")
            .WithDescription("The answer holds the key. It is shown this once: only its hash is kept.");

        keys.MapGet("/", List)
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithSummary("The service keys")
            .WithDescription("Newest first, revoked and expired ones too, in pages of `limit` (1..100, larger is capped); `next_cursor` is the `cursor` of the next.");

        keys.MapGet("/{key_id}", Get)
            .MayAnswer(ProblemCode.NotFound)
            .WithSummary("A service key")
            .WithDescription("Without the key itself, which nobody can read any more.");

        keys.MapDelete("/{key_id}", Revoke)
            .NeedsFreshSignIn()
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.OutcomeUnknown)
            .WithSummary("Revoke a service key")
            .WithDescription("For good; on this node at once and on the others within 10 seconds. Revoking it again answers the same.");
    }

    public static async Task<Created<NewApiKeyReply>> Create(
        JsonBody<ApiKeyRequest> body, HttpContext context, ApiKeyStore keys, TimeProvider time)
    {
        var (name, scopes, expiresAt) = body.Value;
        var expires = expiresAt is { } instant ? Instant.Truncate(instant) : (DateTimeOffset?)null;
        var errors = new FieldErrors()
            .Name("name", name)
            .AddIf(scopes.Count == 0, "scopes", "must have at least one scope")
            .AddIf(scopes.Count > Scopes.All.Count, "scopes", "must have each scope once")
            .AddIf(expires <= time.GetUtcNow(), "expires_at", "must lie in the future");
        for (var index = 0; index < Math.Min(scopes.Count, Scopes.All.Count); index++)
        {
            errors.AddIf(
                !Scopes.All.Contains(scopes[index], StringComparer.Ordinal), Scope(index),
                $"must be one of {string.Join(", ", Scopes.All)}")
                .AddIf(scopes.Take(index).Contains(scopes[index], StringComparer.Ordinal), Scope(index), "appears twice");
        }

        errors.ThrowIfAny();
        var key = await keys.CreateAsync(name, [.. scopes.OfType<string>()], expires, AuditOrigin.Of(context), context.RequestAborted);
        return TypedResults.Created($"{Address}/{key.Id:D}", key);
    }

    public static async Task<Ok<ApiKeyPage>> List(HttpContext context, ApiKeyStore keys, string? cursor, string? limit)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit, ItemCursor.ReadId);
        query.ThrowIfAny();

        var read = await keys.ReadAsync(page.After, page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, key => ItemCursor.Of(key.Id), context);
        return TypedResults.Ok(new ApiKeyPage(items, next));
    }

    private static async Task<Results<Ok<ApiKeyReply>, Problem>> Get(RouteUuid key_id, HttpContext context, ApiKeyStore keys) =>
        await keys.FindAsync(key_id.Value, context.RequestAborted) is { } key ? TypedResults.Ok(key) : AdminRefusal.NotFound.ToProblem();

    public static async Task<Results<Ok<ApiKeyReply>, Problem>> Revoke(RouteUuid key_id, HttpContext context, ApiKeyStore keys)
    {
        var (key, refusal) = await keys.RevokeAsync(key_id.Value, AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Ok(key!);
    }

    private static string Scope(int index) => string.Create(CultureInfo.InvariantCulture, $"scopes[{index}]");
}
