using StatusLevels.Api.Accounts;
using StatusLevels.Api.Security;

namespace StatusLevels.Api.Hosting;

/// <summary>Accounts, sessions and the schemes by which callers prove who they are.</summary>
internal static class AccountHosting
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AccountStore>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<PrincipalCache>();
        services.AddSingleton<SessionCookie>();
        services.AddSingleton(Passwords.Hasher());
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<SignInLimiter>();
        services.AddSingleton<FirstAdmin>();

        services.AddSingleton<BearerTokens>();
        services.AddSingleton<BearerCredentials>();
        services.AddSingleton<WebhookSignatures>();
        services.AddSingleton<ServiceKeyUse>();
        services.AddHostedService(provider => provider.GetRequiredService<ServiceKeyUse>());

        CallerSchemes.Add(services);
        services.AddAuthorization(Policies.Add);
    }
}
