using Microsoft.AspNetCore.Authorization;
using StatusLevels.Api.Accounts;

namespace StatusLevels.Api.Security;

/// <summary>Who may call, by name. Route groups declare them; a route that declares nothing fails a test.</summary>
internal static class Policies
{
    public const string PlatformAdmin = nameof(PlatformAdmin);

    public static void Add(AuthorizationOptions options) =>
        options.AddPolicy(PlatformAdmin, policy => policy.RequireAuthenticatedUser().RequireRole(PlatformRoles.PlatformAdmin));
}
