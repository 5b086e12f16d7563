namespace StatusLevels.Api.Accounts;

/// <summary>A local account.</summary>
/// <param name="Id">What memberships and the subject of a token name.</param>
/// <param name="Email">As the person spelled it.</param>
/// <param name="DisplayName">What others see.</param>
/// <param name="PlatformRole"><c>platform_admin</c> or null.</param>
internal sealed record UserAccount(Guid Id, string Email, string DisplayName, string? PlatformRole);

/// <summary>The roles that reach beyond one organization.</summary>
internal static class PlatformRoles
{
    public const string PlatformAdmin = "platform_admin";
}
