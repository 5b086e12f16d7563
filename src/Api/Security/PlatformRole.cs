namespace StatusLevels.Api.Security;

/// <summary>
/// What a person may do beyond the own organizations, least first. Outside they are the words <c>platform_viewer</c> and
/// <c>platform_admin</c>.
/// </summary>
internal enum PlatformRole
{
    /// <summary>Sees all that platform admins see but secrets, and changes nothing.</summary>
    PlatformViewer,

    /// <summary>Changes everything.</summary>
    PlatformAdmin,
}

/// <summary>Roles from two sources.</summary>
internal static class PlatformRoleRank
{
    public static PlatformRole? OrHigher(this PlatformRole? one, PlatformRole? other) => one is null || other > one ? other : one;
}
