using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>The answer to a command.</summary>
/// <param name="Status">The status after it.</param>
/// <param name="Refusal">Why the rules refused it; null when they did not.</param>
/// <param name="Failure">Why it could not be written; null when it was, or when there was nothing to write.</param>
/// <param name="Entries">The history entries that it made, in order.</param>
/// <param name="Notices">The notices that it raised.</param>
/// <param name="Subscription">What a subscription event did.</param>
/// <param name="Request">The upgrade request that it made or closed.</param>
/// <param name="Reputation">What a report of metrics did.</param>
/// <param name="Written">Whether this call wrote something.</param>
/// <param name="AnsweredAt">The instant that the answer speaks of; null when it was not decided on, and from nodes that don't tell.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.CommandReply")]
public sealed record CommandReply(
    [property: Id(0)] StatusSnapshot Status,
    [property: Id(1)] Refusal? Refusal,
    [property: Id(2)] StoreFailure? Failure,
    [property: Id(3)] ImmutableArray<EntrySummary> Entries,
    [property: Id(4)] ImmutableArray<RaisedNotice> Notices,
    [property: Id(5)] SubscriptionOutcome? Subscription,
    [property: Id(6)] UpgradeRequestView? Request,
    [property: Id(7)] ReputationOutcome? Reputation = null,
    [property: Id(8)] bool Written = false,
    [property: Id(9)] DateTimeOffset? AnsweredAt = null);

/// <summary>Why a change was not acknowledged.</summary>
public enum StoreFailure
{
    /// <summary>The caller saw another version. Nothing was written.</summary>
    VersionMismatch,

    /// <summary>Another activation wrote first. Nothing was written; the next call sees what it wrote.</summary>
    Conflict,

    /// <summary>The database did not take it. Nothing was written.</summary>
    Unavailable,

    /// <summary>The connection was lost while committing: it may or may not be written. The next call sees which.</summary>
    OutcomeUnknown,

    /// <summary>An answer is kept under the key of the call already. Nothing was written.</summary>
    KeyTaken,

    /// <summary>A call with the same key is still under way after the time to wait for it. Nothing was written.</summary>
    KeyInProgress,
}

/// <summary>A history entry in short.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.EntrySummary")]
public sealed record EntrySummary(
    [property: Id(0)] Guid Id,
    [property: Id(1)] long Sequence,
    [property: Id(2)] StatusLevel Level,
    [property: Id(3)] HistoryAction Action,
    [property: Id(4)] string? Reason,
    [property: Id(5)] Actor Actor,
    [property: Id(6)] DateTimeOffset EffectiveAt,
    [property: Id(7)] DateTimeOffset RecordedAt);

/// <summary>A notice that was raised.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.RaisedNotice")]
public sealed record RaisedNotice(
    [property: Id(0)] NoticeKind Kind,
    [property: Id(1)] StatusLevel Level,
    [property: Id(2)] int Point,
    [property: Id(3)] DateTimeOffset EndsAt,
    [property: Id(4)] DateTimeOffset DueAt);

/// <summary>An upgrade request as it stands.</summary>
/// <param name="Request">The request.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ClosedBy">Who answered or cancelled it.</param>
/// <param name="ClosedAt">When.</param>
/// <param name="ReviewNotes">Free text, for platform admins only.</param>
/// <param name="RejectionReason">Free text for the organization.</param>
/// <param name="GrantSequence">The number of the history entry that gave the level.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.UpgradeRequestView")]
public sealed record UpgradeRequestView(
    [property: Id(0)] UpgradeRequest Request,
    [property: Id(1)] UpgradeRequestStatus Status,
    [property: Id(2)] Actor? ClosedBy = null,
    [property: Id(3)] DateTimeOffset? ClosedAt = null,
    [property: Id(4)] string? ReviewNotes = null,
    [property: Id(5)] string? RejectionReason = null,
    [property: Id(6)] long? GrantSequence = null);
