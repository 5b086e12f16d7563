using System.Security.Claims;

namespace StatusLevels.Api.Organizations;

/// <summary>Who looks at a status, and so how much of it is shown: each sees what those before see, and more.</summary>
internal enum Viewer
{
    Public,
    Member,
    OrganizationAdmin,
    PlatformViewer,
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
            _ when caller.SeesPlatform() => Viewer.PlatformViewer,
            MemberRole.Viewer or MemberRole.Editor => Viewer.Member,
            _ => Viewer.Public,
        };

    public static bool CanManage(this Viewer viewer) => viewer is Viewer.OrganizationAdmin or Viewer.PlatformAdmin;

    /// <summary>Notes stay among those who see the whole platform.</summary>
    public static bool SeesNotes(this Viewer viewer) => viewer is Viewer.PlatformViewer or Viewer.PlatformAdmin;
}
