namespace StatusLevels.Api.ApiKeys;

/// <summary>What a service key may allow.</summary>
internal static class ServiceScopes
{
    public const string SubscriptionsWrite = "subscriptions:write";
    public const string ReputationWrite = "reputation:write";
    public const string StatusWrite = "status:write";
    public const string OrganizationsWrite = "organizations:write";

    public static IReadOnlyList<string> All { get; } = [SubscriptionsWrite, ReputationWrite, StatusWrite, OrganizationsWrite];
}
