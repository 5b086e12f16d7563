using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace StatusLevels.Api.Security;

/// <summary>The ways in which callers prove who they are, one scheme for each, and which of them judges a request.</summary>
internal static class CallerSchemes
{
    private const string Any = "any";

    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<PrincipalCache>();
        services.AddSingleton<Strangers>();
        services.AddSingleton<BearerTokens>();
        services.AddSingleton<SessionIntrospection>();
        services.AddHostedService<KeysAtStart>();
        services.AddSingleton<BearerCredentials>();
        services.AddSingleton<WebhookSignatures>();
        services.AddSingleton<ServiceKeyUse>();
        services.AddHostedService(provider => provider.GetRequiredService<ServiceKeyUse>());
        services.AddSingleton<AllowedOrigins>();
        services.AddSingleton<OriginHeaders>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<AllowedOrigins>((options, origins) => origins.Configure(options));
        services.AddAuthorization(Policies.Add);
        // Each failure would be a line of the framework's besides; it is answered, and counted, once.
        foreach (var scheme in new[] { typeof(SessionAuthentication), typeof(BearerAuthentication), typeof(WebhookAuthentication) })
        {
            builder.Logging.AddFilter(scheme.FullName, LogLevel.Warning);
        }

        services.AddAuthentication(options =>
            {
                options.DefaultAuthenticateScheme = Any;
                options.DefaultChallengeScheme = SessionAuthentication.SchemeName;
                options.DefaultForbidScheme = SessionAuthentication.SchemeName;
            })
            .AddPolicyScheme(Any, displayName: null, options => options.ForwardDefaultSelector = Select)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(BearerAuthentication.SchemeName, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, WebhookAuthentication>(WebhookAuthentication.SchemeName, configureOptions: null);
    }

    /// <summary>Whether the caller presents something that has to be right: unlike a cookie, which travels along by itself.</summary>
    public static bool PresentsCredentials(HttpContext context) => Select(context) != SessionAuthentication.SchemeName;

    /// <summary>Whether the caller wants to be judged by a signature over the body.</summary>
    public static bool IsSigned(HttpContext context) =>
        context.Request.Headers.ContainsKey(WebhookSignatures.SignatureHeader)
        && context.GetEndpoint()?.Metadata.GetMetadata<AcceptsSignedWebhook>() is not null
        && context.RequestServices.GetRequiredService<WebhookSignatures>().AreExpected;

    // Whoever sends Authorization wants to be judged by it, not by a cookie that travels along.
    private static string Select(HttpContext context) =>
        IsSigned(context) ? WebhookAuthentication.SchemeName
        : context.Request.Headers.Authorization.Count > 0 ? BearerAuthentication.SchemeName
        : SessionAuthentication.SchemeName;
}
