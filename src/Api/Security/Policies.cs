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

    /// <summary>Whoever may report what happened to subscriptions.</summary>
    public const string SubscriptionWriter = nameof(SubscriptionWriter);

    /// <summary>Whoever may report metrics.</summary>
    public const string ReputationWriter = nameof(ReputationWriter);

    /// <summary>Whoever may ask for a higher level on behalf of an organization, and take the request back.</summary>
    public const string OrganizationAdmin = nameof(OrganizationAdmin);

    /// <summary>Whoever answers upgrade requests.</summary>
    public const string UpgradeReviewer = nameof(UpgradeReviewer);

    /// <summary>Whoever may keep the directory: entries and memberships.</summary>
    public const string OrganizationsWriter = nameof(OrganizationsWriter);

    private static readonly string[] All =
        [PlatformAdmin, OrganizationsWriter, OrganizationReader, StatusWriter, SubscriptionWriter, ReputationWriter, OrganizationAdmin, UpgradeReviewer];

    public static void Add(AuthorizationOptions options)
    {
        foreach (var name in All)
        {
            options.AddPolicy(name, policy => policy.RequireAuthenticatedUser().RequireRole(PlatformRoles.PlatformAdmin));
        }
    }
}
