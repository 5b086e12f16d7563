using System.Globalization;
using System.Security.Claims;
using StatusLevels.Api.Accounts;

namespace StatusLevels.Api.Security;

/// <summary>What the product knows of a caller, whichever way the caller proved it.</summary>
internal static class CallerClaims
{
    public static ClaimsPrincipal Principal(UserAccount account, string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new(ClaimTypes.NameIdentifier, account.Id.ToString("D", CultureInfo.InvariantCulture)));
        identity.AddClaim(new(ClaimTypes.Email, account.Email));
        identity.AddClaim(new(ClaimTypes.Name, account.DisplayName));
        if (account.PlatformRole is { } role)
        {
            identity.AddClaim(new(ClaimTypes.Role, role));
        }

        return new(identity);
    }

    /// <summary>The user's id: a local account's, or the subject of a token. Null for anyone else.</summary>
    public static string? UserId(this ClaimsPrincipal caller) => caller.FindFirstValue(ClaimTypes.NameIdentifier);

    public static bool IsPlatformAdmin(this ClaimsPrincipal caller) => caller.IsInRole(PlatformRoles.PlatformAdmin);
}
