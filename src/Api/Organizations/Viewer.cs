using System.Security.Claims;

namespace StatusLevels.Api.Organizations;

/// <summary>Who looks at a status, and so how much of it is shown.</summary>
internal enum Viewer
{
    Public,
    Member,
    OrganizationAdmin,
    PlatformAdmin,
}

/// <summary>Which view is whose.</summary>
internal static class Viewers
{
    public static Viewer Of(ClaimsPrincipal caller, OrganizationId organization) =>
        caller.IsPlatformAdmin() ? Viewer.PlatformAdmin
        : caller.RoleIn(organization.Value) switch
        {
            MemberRole.Admin or MemberRole.Owner => Viewer.OrganizationAdmin,
            MemberRole.Viewer or MemberRole.Editor => Viewer.Member,
            _ => Viewer.Public,
        };

    public static bool CanManage(this Viewer viewer) => viewer is Viewer.OrganizationAdmin or Viewer.PlatformAdmin;
}
