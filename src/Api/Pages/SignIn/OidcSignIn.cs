using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Pages.SignIn;

/// <summary>
/// Signing in with the issuer of tokens: authorization code with PKCE, by the framework's handler. It ends in a session of ours; of the
/// issuer's tokens nothing is kept.
/// </summary>
internal static class OidcSignIn
{
    public const string Address = "/sign-in/oidc";

    private const string Scheme = "oidc";
    private const string Callback = "/sign-in/callback";

    /// <summary>Where the claims of the ID token wait until everything about the sign-in was checked.</summary>
    private const string Claims = "claims";

    private static readonly TimeSpan IssuerTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    public static void AddOidcSignIn(this IServiceCollection services, ApiSettings settings)
    {
        if (settings.OidcClient is { } client)
        {
            services.AddSingleton<IssuerSessions>();
            services.AddAuthentication().AddOpenIdConnect(Scheme, options => Configure(options, client, settings));
        }
    }

    public static void MapOidcSignIn(this IEndpointRouteBuilder routes) => routes.MapPage(Address, StartAsync).AllowAnonymous();

    private static async Task<IResult> StartAsync(HttpContext context, ApiSettings settings)
    {
        if (settings.OidcClient is null)
        {
            return TypedResults.NotFound();
        }

        var target = LocalAddress.Of(context.Request.Query[SignInPages.Return]);
        try
        {
            await context.ChallengeAsync(
                Scheme, new AuthenticationProperties { RedirectUri = PageLanguage.Carry(context.Request, target) });
            return Results.Empty;
        }
        catch (InvalidOperationException exception) when (
            exception.InnerException is IOException or HttpRequestException or OperationCanceledException)
        {
            // The library's word for a discovery document that could not be fetched.
            return Away;
        }
    }

    private static Problem Away { get; } =
        new(ProblemCode.IssuerUnavailable, "issuer_sign_in_unavailable") { RetryAfter = IssuerTime };

    private static Problem Refused { get; } =
        new(ProblemCode.MalformedRequest, "sign_in_unfinished");

    private static void Configure(OpenIdConnectOptions options, OidcClient client, ApiSettings settings)
    {
        (options.Authority, options.ClientId, options.ClientSecret) = (client.Issuer.Authority, client.Id, client.Secret);
        options.RequireHttpsMetadata = !settings.IsDevelopment && !new Uri(client.Issuer.Authority).IsLoopback;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.CallbackPath = Callback;
        options.SignInScheme = SessionAuthentication.SchemeName;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.BackchannelTimeout = IssuerTime;
        options.Scope.Add("email");
        options.TokenValidationParameters.ValidAlgorithms = BearerTokens.Algorithms;
        options.TokenValidationParameters.ValidIssuers = [client.Issuer.Authority, $"{client.Issuer.Authority}/"];
        options.TokenValidationParameters.ClockSkew = ClockSkew;
        foreach (var cookie in (CookieBuilder[])[options.NonceCookie, options.CorrelationCookie])
        {
            cookie.Name = $"{settings.SessionCookieName}_oidc.{(cookie == options.NonceCookie ? "n" : "c")}.";
            cookie.SameSite = SameSiteMode.Lax;
            cookie.Path = "/";
            cookie.SecurePolicy = NamedCookies.Options(settings, maxAge: null).Secure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        }

        options.Events = new OpenIdConnectEvents
        {
            OnRedirectToIdentityProvider = redirect =>
            {
                if (settings.PublicAddressOf(Callback) is { } own)
                {
                    redirect.ProtocolMessage.RedirectUri = own.AbsoluteUri;
                }

                return Task.CompletedTask;
            },
            OnTokenValidated = validated =>
            {
                validated.Properties!.Items[Claims] = validated.TokenEndpointResponse?.IdToken;
                return Task.CompletedTask;
            },
            OnTicketReceived = async received =>
            {
                received.HandleResponse();
                var sessions = received.HttpContext.RequestServices.GetRequiredService<IssuerSessions>();
                var token = received.Properties?.Items.TryGetValue(Claims, out var text) == true ? text : null;
                var answer = await sessions.OpenAsync(received.HttpContext, client.Issuer, token)
                    ? FormRoutes.Done(received.HttpContext, LocalAddress.Of(received.ReturnUri))
                    : Refused;
                await answer.ExecuteAsync(received.HttpContext);
            },
            OnRemoteFailure = async failed =>
            {
                failed.HandleResponse();
                var isAway =
                    failed.Failure is HttpRequestException or OperationCanceledException
                    or { InnerException: HttpRequestException or IOException };
                await (isAway ? Away : Refused).ExecuteAsync(failed.HttpContext);
            },
        };
    }
}
