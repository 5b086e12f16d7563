namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>What a member may do for the organization, each more than the one before.</summary>
internal enum MemberRole
{
    Viewer,
    Editor,
    Admin,
    Owner,
}
