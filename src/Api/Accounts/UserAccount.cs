namespace StatusLevels.Api.Accounts;

/// <summary>A local account.</summary>
/// <param name="Id">What memberships and the subject of a token name.</param>
/// <param name="Email">As the person spelled it.</param>
/// <param name="DisplayName">What others see.</param>
/// <param name="PlatformRole"><c>platform_admin</c>, <c>platform_viewer</c> or null.</param>
/// <param name="Locale">The language that it is written to in; null: that of the organization.</param>
internal sealed record UserAccount(Guid Id, string Email, string DisplayName, string? PlatformRole, string? Locale);

/// <summary>An account that somebody wants to sign in to.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Recipe">How the hash of its password was made; null when nobody may sign in with one.</param>
internal sealed record FoundAccount(UserAccount Account, HashRecipe? Recipe);

/// <summary>The roles that reach beyond one organization.</summary>
internal static class PlatformRoles
{
    public const string PlatformAdmin = "platform_admin";

    /// <summary>Sees what platform admins see, and changes nothing.</summary>
    public const string PlatformViewer = "platform_viewer";
}
