using System.Text.Json.Serialization;

namespace StatusLevels.Api.Webhooks;

/// <summary>What happened to a subscription.</summary>
/// <param name="SubscriptionId">The payment provider's id, 1 to 255 characters.</param>
/// <param name="NewStatus">
/// `trialing`, `active`, `past_due`, `unpaid`, `paused`, `canceled` (or `cancelled`), `expired`;
/// with a `provider`, a word of that provider.
/// </param>
/// <param name="OrganizationId">Whose subscription it is, a UUID.</param>
/// <param name="GracePeriodDays">
/// With `past_due` or `unpaid`: the length of the payment grace, 0 to 90 days by default; without it, the catalog's.
/// </param>
/// <param name="OccurredAt">
/// When it happened; now, if absent. An event older than the last one applied to the subscription is ignored.
/// </param>
/// <param name="EventId">Makes the call repeatable, 1 to 255 characters; the header <c>webhook-id</c>, if absent.</param>
/// <param name="CurrentPeriodEnd">Until when it is paid; a subscription that is cancelled keeps level A until then.</param>
/// <param name="Provider"><c>stripe</c> or <c>yookassa</c>, when <c>new_status</c> is a word of theirs.</param>
internal sealed record SubscriptionChangeRequest(
    string SubscriptionId,
    string NewStatus,
    string OrganizationId,
    int? GracePeriodDays = null,
    DateTimeOffset? OccurredAt = null,
    string? EventId = null,
    DateTimeOffset? CurrentPeriodEnd = null,
    string? Provider = null);

/// <summary>What a subscription event did.</summary>
/// <param name="Message">The same in a sentence, for a person.</param>
internal sealed record SubscriptionChangeReply(bool Success, string Message, SubscriptionChangeData Data)
{
    public static SubscriptionChangeReply Of(OrganizationId organization, string subscription, SubscriptionOutcome outcome) => Of(
        organization, subscription, outcome.OldStatus, Words.Of(outcome.NewStatus), outcome.LevelA,
        outcome.Grace is { } grace ? new GracePeriodActionReply(Words.Of(grace), outcome.GraceEndsAt) : null,
        SubscriptionSentences.Of(outcome));

    /// <summary>The answer to a word that decides nothing.</summary>
    public static SubscriptionChangeReply Ignored(
        OrganizationId organization, string subscription, SubscriptionStatus? oldStatus, string word) =>
        Of(organization, subscription, oldStatus, word, LevelAAction.None, null, SubscriptionSentences.Ignored(word));

    private static SubscriptionChangeReply Of(
        OrganizationId organization, string subscription, SubscriptionStatus? oldStatus, string newStatus,
        LevelAAction levelA, GracePeriodActionReply? grace, string message) => new(
        true, message,
        new SubscriptionChangeData(
            subscription, oldStatus is { } old ? Words.Of(old) : null, newStatus, organization.Value,
            new StatusLevelActions(new LevelAActionReply(Words.Of(levelA))) { GracePeriodAction = grace }));
}

/// <summary>What changed.</summary>
/// <param name="OldStatus">The status before; null when the subscription was not known.</param>
/// <param name="NewStatus">The status that was reported, in the product's own words.</param>
internal sealed record SubscriptionChangeData(
    string SubscriptionId, string? OldStatus, string NewStatus, Guid OrganizationId, StatusLevelActions StatusLevels);

/// <summary>What happened to the levels.</summary>
internal sealed record StatusLevelActions(LevelAActionReply LevelAAction)
{
    /// <summary>Absent when nothing happened to the payment grace.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GracePeriodActionReply? GracePeriodAction { get; init; }
}

/// <summary>What happened to level A.</summary>
/// <param name="Action">
/// `granted`, `already_active`, `retained`, `renewed`, `revoked`, `blocked`, `ignored_stale`, `ignored_forgotten` or `none`.
/// </param>
internal sealed record LevelAActionReply(string Action);

/// <summary>What happened to the payment grace.</summary>
/// <param name="Action"><c>grace_period_started</c>, <c>already_in_grace</c> or <c>grace_period_cleared</c>.</param>
/// <param name="GracePeriodEndsAt">Its exclusive end; null once it is cleared.</param>
internal sealed record GracePeriodActionReply(string Action, DateTimeOffset? GracePeriodEndsAt);
