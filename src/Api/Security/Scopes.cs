namespace StatusLevels.Api.Security;

/// <summary>What a service may be allowed to do.</summary>
internal static class Scopes
{
    public const string SubscriptionsWrite = "subscriptions:write";
    public const string ReputationWrite = "reputation:write";
    public const string StatusWrite = "status:write";
    public const string OrganizationsWrite = "organizations:write";
    public const string EventsRead = "events:read";
    public const string MailWrite = "mail:write";

    public static IReadOnlyList<string> All { get; } =
        [SubscriptionsWrite, ReputationWrite, StatusWrite, OrganizationsWrite, EventsRead, MailWrite];
}
