using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using StatusLevels.Api.Settings;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StatusLevels.Api.OpenApi;

/// <summary>The ways to prove who one is, and which of them lead anywhere in an operation.</summary>
internal static class ContractSecurity
{
    private const string Session = "session";
    private const string Token = "bearer";
    private const string Key = "service_key";
    private const string WebhookId = "webhook_id";
    private const string WebhookTimestamp = "webhook_timestamp";
    private const string WebhookSignature = "webhook_signature";

    /// <summary>What a service needs where services may call.</summary>
    private static readonly Dictionary<string, string> ScopeOf = new(StringComparer.Ordinal)
    {
        [Policies.StatusWriter] = Scopes.StatusWrite,
        [Policies.SubscriptionWriter] = Scopes.SubscriptionsWrite,
        [Policies.ReputationWriter] = Scopes.ReputationWrite,
        [Policies.OrganizationsWriter] = Scopes.OrganizationsWrite,
        [Policies.EventsReader] = Scopes.EventsRead,
        [Policies.MailWriter] = Scopes.MailWrite,
    };

    public static void AddSchemes(SwaggerGenOptions options, ApiSettings settings)
    {
        options.AddSecurityDefinition(Session, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = settings.SessionCookieName,
            Description = "The session cookie that `POST /api/session` sets. Changes that rely on it are accepted from this product's own pages and from the configured origins only.",
        });
        options.AddSecurityDefinition(Token, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "A token of the configured OIDC issuer or Supabase project: `Authorization: Bearer eyJ…`. Its `sub` is what memberships name.",
        });
        options.AddSecurityDefinition(Key, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "slk_…",
            Description = "The key of a service, made with `POST /api/admin/api-keys`: `Authorization: Bearer slk_…`. `x-service-scope` of an operation names the scope that the key needs.",
        });
        options.AddSecurityDefinition(WebhookId, Header(
            WebhookSignatures.IdHeader, "Standard Webhooks: the id of the message, the same for every delivery of it. All three headers are needed."));
        options.AddSecurityDefinition(WebhookTimestamp, Header(
            WebhookSignatures.TimestampHeader, "Standard Webhooks: seconds since 1970, at most 5 minutes away."));
        options.AddSecurityDefinition(WebhookSignature, Header(
            WebhookSignatures.SignatureHeader, "Standard Webhooks: `v1,` and the HMAC-SHA256 of `id.timestamp.body` with one of the agreed secrets, in base64; several are separated by spaces."));
    }

    /// <summary>One requirement for each way that may lead in; an empty one where nobody has to prove anything.</summary>
    public static IList<OpenApiSecurityRequirement> Of(IList<object> metadata, OpenApiDocument document)
    {
        var policy = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).LastOrDefault(name => name is not null);
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            // Where answers tell more to whoever is known, or refuse credentials that are wrong.
            return metadata.OfType<ShowsMoreToMembers>().Any() ? [[], Requirement(Session), Requirement(Token)] : [];
        }

        var ways = new List<OpenApiSecurityRequirement>();
        if (policy is not Policies.ReputationWriter)
        {
            ways.Add(Requirement(Session));
        }

        if (policy is not (Policies.ReputationWriter or Policies.SessionHolder))
        {
            ways.Add(Requirement(Token));
        }

        if (ScopeFor(metadata) is not null)
        {
            ways.Add(Requirement(Key));
        }

        if (metadata.OfType<AcceptsSignedWebhook>().Any())
        {
            ways.Add(new() { [Reference(WebhookId)] = [], [Reference(WebhookTimestamp)] = [], [Reference(WebhookSignature)] = [] });
        }

        return ways;

        OpenApiSecurityRequirement Requirement(string scheme) => new() { [Reference(scheme)] = [] };

        OpenApiSecuritySchemeReference Reference(string scheme) => new(scheme, document);
    }

    /// <summary>
    /// The scope that a service's key needs for an operation; null where no key leads in. Requirements cannot hold it: only those of OAuth
    /// have scopes.
    /// </summary>
    public static string? ScopeFor(IList<object> metadata) => metadata.OfType<IAuthorizeData>()
        .Select(data => data.Policy is { } policy ? ScopeOf.GetValueOrDefault(policy) : null)
        .LastOrDefault(scope => scope is not null);

    private static OpenApiSecurityScheme Header(string name, string description) =>
        new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = name, Description = description };
}

/// <summary>Tells the API document that anyone may read here, and that members are shown more.</summary>
internal sealed record ShowsMoreToMembers;
