namespace StatusLevels.Api.Pages.Organization;

/// <summary>What the reader of an organization's page is to it.</summary>
internal static class OrganizationMembers
{
    /// <summary>They act for it, and do not only read.</summary>
    public static bool Manages(HttpContext context, Guid organization) =>
        context.User.RoleIn(organization) is MemberRole.Admin or MemberRole.Owner;
}
