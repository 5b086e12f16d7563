namespace StatusLevels.Api.Security;

/// <summary>
/// What a member may do for an organization, least first. Outside they are the words <c>viewer</c>, <c>editor</c>, <c>admin</c>,
/// <c>owner</c>.
/// </summary>
internal enum MemberRole
{
    /// <summary>Reads all that the organization may know of itself.</summary>
    Viewer,

    /// <summary>The same; what editors may change lives outside this product.</summary>
    Editor,

    /// <summary>Also asks for levels and looks after the organization's contacts.</summary>
    Admin,

    /// <summary>The same.</summary>
    Owner,
}
