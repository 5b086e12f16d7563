using System.Text.Json.Serialization;
using StatusLevels.Grains.Contracts;

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
/// When it happened; now, if absent. Without an offset it is UTC, and the answer warns of that. An event older than the last one applied to
/// the subscription is ignored.
/// </param>
/// <param name="EventId">Makes the call repeatable, 1 to 255 characters; the header <c>webhook-id</c>, if absent.</param>
/// <param name="CurrentPeriodEnd">Until when it is paid; a subscription that is cancelled keeps level A until then.</param>
/// <param name="Provider"><c>stripe</c> or <c>yookassa</c>, when <c>new_status</c> is a word of theirs.</param>
internal sealed record SubscriptionChangeRequest(
    string SubscriptionId,
    string NewStatus,
    string OrganizationId,
    int? GracePeriodDays = null,
    ToldInstant? OccurredAt = null,
    string? EventId = null,
    ToldInstant? CurrentPeriodEnd = null,
    string? Provider = null)
{
    /// <summary>What was taken for granted in it.</summary>
    public IReadOnlyList<string> Warnings() =>
    [
        .. new[] { ("occurred_at", OccurredAt), ("current_period_end", CurrentPeriodEnd) }
            .Where(told => told.Item2 is { HasOffset: false }).Select(told => $"{told.Item1}_without_offset"),
    ];
}

/// <summary>What a subscription event did.</summary>
/// <param name="Message">The same in a sentence, for a person.</param>
/// <param name="Timestamp">When it was decided; the same however often it is sent again.</param>
/// <param name="Warnings">
/// What was taken for granted: `occurred_at_without_offset`, `current_period_end_without_offset` (they were read as UTC).
/// </param>
internal sealed record SubscriptionChangeReply(
    bool Success, string Message, SubscriptionChangeData Data, DateTimeOffset Timestamp, IReadOnlyList<string> Warnings)
{
    /// <param name="change">What was reported.</param>
    /// <param name="organization">By whom it is paid.</param>
    /// <param name="outcome">What it did.</param>
    /// <param name="now">For an answer that was given before there were instants in them.</param>
    public static SubscriptionChangeReply Of(
        SubscriptionChangeRequest change, OrganizationId organization, SubscriptionOutcome outcome, DateTimeOffset now) => Of(
        change, organization, outcome.OldStatus, Words.Of(outcome.NewStatus), new(Words.Of(outcome.LevelA), outcome.LevelId),
        outcome.Grace is { } grace ? new GracePeriodActionReply(Words.Of(grace), outcome.GraceEndsAt) : null,
        SubscriptionSentences.Of(outcome), outcome.At ?? now);

    /// <summary>The answer to a word that decides nothing.</summary>
    public static SubscriptionChangeReply Ignored(
        SubscriptionChangeRequest change, StatusSnapshot status, SubscriptionStatus? oldStatus, string word, DateTimeOffset now) => Of(
        change, status.OrganizationId, oldStatus, word,
        new(Words.Of(LevelAAction.None), status.LevelOf(StatusLevel.A)?.Id), null, SubscriptionSentences.Ignored(word), now);

    private static SubscriptionChangeReply Of(
        SubscriptionChangeRequest change, OrganizationId organization, SubscriptionStatus? oldStatus, string newStatus,
        LevelAActionReply levelA, GracePeriodActionReply? grace, string message, DateTimeOffset at) => new(
        true, message,
        new SubscriptionChangeData(
            change.SubscriptionId, oldStatus is { } old ? Words.Of(old) : null, newStatus, organization.Value,
            new StatusLevelActions(levelA) { GracePeriodAction = grace }),
        at, change.Warnings());
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
/// <param name="StatusLevelId">The level A that was held after it; null when none was.</param>
internal sealed record LevelAActionReply(string Action, Guid? StatusLevelId);

/// <summary>What happened to the payment grace.</summary>
/// <param name="Action"><c>grace_period_started</c>, <c>already_in_grace</c> or <c>grace_period_cleared</c>.</param>
/// <param name="GracePeriodEndsAt">Its exclusive end; null once it is cleared.</param>
internal sealed record GracePeriodActionReply(string Action, DateTimeOffset? GracePeriodEndsAt);
