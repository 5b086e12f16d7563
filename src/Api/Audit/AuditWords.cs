namespace StatusLevels.Api.Audit;

/// <summary>What an audit row is about. What concerns the members of an organization is about the organization.</summary>
internal static class AuditSubjects
{
    public const string User = "user";
    public const string Organization = "organization";
    public const string ApiKey = "api_key";
    public const string Catalog = "catalog";
    public const string WebhookEndpoint = "webhook_endpoint";
    public const string Takeover = "takeover";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [User, Organization, ApiKey, WebhookEndpoint, Catalog, Takeover];
}

/// <summary>What an audit row says was done.</summary>
internal static class AuditActions
{
    public const string UserCreated = "user.created";
    public const string UserUpdated = "user.updated";
    public const string UserSignedOut = "user.signed_out";
    public const string UserDeleted = "user.deleted";
    public const string OrganizationCreated = "organization.created";
    public const string OrganizationUpdated = "organization.updated";
    public const string OrganizationForgotten = "organization.forgotten";
    public const string ContactsChanged = "organization.contacts_changed";
    public const string MemberAdded = "member.added";
    public const string MemberRoleChanged = "member.role_changed";
    public const string MemberRemoved = "member.removed";
    public const string ApiKeyCreated = "api_key.created";
    public const string ApiKeyRevoked = "api_key.revoked";
    public const string CatalogChanged = "catalog.changed";
    public const string TakeoverAllAccepted = "takeover.all_accepted";
    public const string QrCodeCreated = "qr_code.created";
    public const string QrCodeUpdated = "qr_code.updated";
    public const string QrCodeDeleted = "qr_code.deleted";
    public const string DomainAdded = "domain.added";
    public const string DomainRemoved = "domain.removed";
    public const string EndpointCreated = "webhook_endpoint.created";
    public const string EndpointUpdated = "webhook_endpoint.updated";
    public const string EndpointSecretRotated = "webhook_endpoint.secret_rotated";
    public const string EndpointEnabled = "webhook_endpoint.enabled";
    public const string EndpointReplayed = "webhook_endpoint.replayed";
    public const string EndpointDeleted = "webhook_endpoint.deleted";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        UserCreated, UserUpdated, UserSignedOut, UserDeleted, OrganizationCreated,
        OrganizationUpdated, OrganizationForgotten, ContactsChanged, MemberAdded, MemberRoleChanged,
        MemberRemoved, ApiKeyCreated, ApiKeyRevoked, CatalogChanged, TakeoverAllAccepted, EndpointCreated,
        EndpointUpdated, EndpointSecretRotated, EndpointEnabled, EndpointReplayed, EndpointDeleted,
        QrCodeCreated, QrCodeUpdated, QrCodeDeleted, DomainAdded, DomainRemoved,
    ];
}
