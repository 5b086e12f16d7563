using Microsoft.AspNetCore.Authentication;
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
        services.AddSingleton<SessionCookie>();
        services.AddSingleton(Passwords.Hasher());
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<SignInLimiter>();
        services.AddSingleton<FirstAdmin>();

        // One scheme for each way to prove who one is; each leaves alone what another one is meant to judge.
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, configureOptions: null);
        services.AddAuthorization(Policies.Add);
    }
}
