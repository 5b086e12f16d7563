using Microsoft.AspNetCore.Authorization;
using StatusLevels.Api.Accounts;

namespace StatusLevels.Api.Security;

/// <summary>Who may call, by name. Route groups declare them; a route that declares nothing fails a test.</summary>
internal static class Policies
{
    public const string PlatformAdmin = nameof(PlatformAdmin);

    /// <summary>Whoever may read all that an organization may know of itself.</summary>
    public const string OrganizationReader = nameof(OrganizationReader);

    /// <summary>Whoever may change levels.</summary>
    public const string StatusWriter = nameof(StatusWriter);

    public static void Add(AuthorizationOptions options)
    {
        foreach (var name in new[] { PlatformAdmin, OrganizationReader, StatusWriter })
        {
            options.AddPolicy(name, policy => policy.RequireAuthenticatedUser().RequireRole(PlatformRoles.PlatformAdmin));
        }
    }
}
