using StatusLevels.Api.Levels;
using StatusLevels.Api.UpgradeRequests;
using StatusLevels.Api.Webhooks;

namespace StatusLevels.Api.Demo;

/// <summary>A call that changes an organization.</summary>
/// <param name="Path">Its address, of the organization's id.</param>
/// <param name="Body">What is sent, of the organization's id; null sends none.</param>
internal sealed record DemoCall(HttpMethod Method, Func<Guid, string> Path, Func<Guid, object>? Body = null)
{
    /// <summary>By the demo's owner; else by the platform admin.</summary>
    public bool ByOwner { get; init; }

    public static DemoCall Grant(string level, string notes, DateTimeOffset? validUntil = null) =>
        new(HttpMethod.Post, id => Levels(id, ""), _ => new GrantRequest(level, validUntil, notes));

    public static DemoCall Renew(string level, DateTimeOffset? validUntil = null) =>
        new(HttpMethod.Patch, id => Levels(id, $"/{level}"), _ => new RenewRequest(validUntil));

    public static DemoCall Verify() => new(HttpMethod.Post, id => Levels(id, "/B/verification"));

    public static DemoCall Revoke(string level, string reason) =>
        new(HttpMethod.Delete, id => Levels(id, $"/{level}"), _ => new RevokeRequest(reason));

    public static DemoCall Subscription(string subscription, string status, DateTimeOffset at) =>
        new(
            HttpMethod.Post, _ => "/api/webhooks/subscription-status-changed",
            id => new SubscriptionChangeRequest(subscription, status, id.ToString(), OccurredAt: new(at, HasOffset: true)));

    public static DemoCall Ask(string level, string message, params string[] evidence) =>
        new(HttpMethod.Post, id => $"/api/organizations/{id}/status-upgrade-request", _ => new UpgradeRequestBody(level, message, evidence))
        {
            ByOwner = true,
        };

    private static string Levels(Guid id, string path) => $"/api/admin/organizations/{id}/status-levels{path}";
}
