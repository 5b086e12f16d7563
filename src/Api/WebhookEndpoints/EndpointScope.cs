using System.Security.Claims;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Whose endpoints a route is about: the platform's, or an organization's.</summary>
/// <param name="Organization">Null: the platform's.</param>
internal sealed record EndpointScope(Guid? Organization)
{
    /// <summary>Endpoints of one organization.</summary>
    private const int MostOfOrganization = 5;

    /// <summary>Endpoints of the platform, those for one organization too.</summary>
    private const int MostOfPlatform = 50;

    /// <summary>One change at a time looks whether there is room for one more.</summary>
    private const long PlatformLock = 0x77_65_62_68_6f_6f_6b_73;

    public static EndpointScope Platform { get; } = new((Guid?)null);

    public static EndpointScope Of(RouteUuid organization) => new(organization.Value);

    /// <summary>That in which this endpoint can be changed.</summary>
    public static EndpointScope Of(EndpointReply endpoint) =>
        endpoint.OwnedBy == Platform.Owner ? Platform : new(endpoint.OrganizationId);

    public string Owner => Organization is null ? "platform" : "organization";

    public int Most => Organization is null ? MostOfPlatform : MostOfOrganization;

    public long Lock => Organization is { } organization ? OrganizationDirectory.OrganizationLock.Of(organization) : PlatformLock;

    public string Address => Organization is { } organization
        ? $"/api/organizations/{organization:D}/webhook-endpoints"
        : "/api/admin/webhook-endpoints";

    /// <summary>Whoever may only look is not shown what may hold a secret: whole addresses, and what receivers answered.</summary>
    public bool IsChangedBy(ClaimsPrincipal caller) =>
        caller.IsPlatformAdmin()
        || (Organization is { } organization && caller.RoleIn(organization) is MemberRole.Admin or MemberRole.Owner);
}
