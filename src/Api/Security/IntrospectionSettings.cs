namespace StatusLevels.Api.Security;

/// <summary>Another product whose signed-in users are believed: whose a cookie of its is, it says itself.</summary>
/// <param name="Url"><c>SESSION_INTROSPECTION_URL</c>: whom to ask.</param>
/// <param name="Cookie"><c>…_COOKIE</c>: the name of that cookie.</param>
/// <param name="User"><c>…_USER</c>: where in the answer the user's id is, a JSON pointer (RFC 6901), as are the next ones.</param>
/// <param name="Name"><c>…_NAME</c>: what the user is called.</param>
/// <param name="Language"><c>…_LANGUAGE</c>: what the user reads.</param>
/// <param name="Memberships"><c>…_MEMBERSHIPS</c>: a list of <c>organization_id</c> and <c>role</c>.</param>
/// <param name="AdminRoles"><c>…_ADMIN_ROLES</c>: which of <c>/platform_roles</c> make a platform admin.</param>
/// <param name="Aliases"><c>ROLE_ALIASES</c>: what that product's other roles of members are here.</param>
internal sealed record IntrospectionSettings(
    Uri Url, string Cookie, string User, string Name, string Language, string Memberships, IReadOnlyList<string> AdminRoles,
    IReadOnlyDictionary<string, MemberRole> Aliases)
{
    /// <summary>Where the roles of the platform are.</summary>
    public const string PlatformRoles = "/platform_roles";
}
