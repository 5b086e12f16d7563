using System.Collections.Immutable;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>
/// What is stored of an organization: its state, and what this write adds to the tables. The projection trigger copies
/// <see cref="Projection"/> in the statement that stores the document and never looks at <see cref="Book"/>.
/// </summary>
internal sealed record OrganizationDocument
{
    /// <summary>The shape of this document. A node refuses a newer one; the trigger knows this one and the one before.</summary>
    public const int CurrentSchema = 1;

    public int Schema { get; init; } = CurrentSchema;

    public OrganizationId OrganizationId { get; init; }

    public int Epoch { get; init; } = 1;

    /// <summary>Counts the writes of this organization, forgetting included.</summary>
    public long Version { get; init; }

    public StatusBook? Book { get; init; }

    public Projection? Projection { get; init; }
}

/// <summary>What one write adds to or changes in the tables.</summary>
internal sealed record Projection
{
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>Delete what the tables know of the organization first.</summary>
    public bool Forget { get; init; }

    public required StatusRow Status { get; init; }

    /// <summary>All levels held: a row that is not among them is deleted.</summary>
    public required ImmutableArray<LevelRow> Levels { get; init; }

    public ImmutableArray<SubscriptionRow> Subscriptions { get; init; } = [];

    public ImmutableArray<RequestRow> Requests { get; init; } = [];

    public ImmutableArray<EntryRow> Entries { get; init; } = [];

    public ImmutableArray<NoticeRow> Notices { get; init; } = [];

    public ImmutableArray<OutboxRow> Outbox { get; init; } = [];

    /// <summary>The answer to a call with an idempotency key.</summary>
    public KeyRow? Key { get; init; }
}

/// <summary>An answer on its way to where it is kept under its key.</summary>
internal sealed record KeyRow(string Id, string Fingerprint, RawJson Answer, DateTimeOffset AnsweredAt, DateTimeOffset ExpiresAt)
{
    public static KeyRow? Of(CallKey? key, CommandReply reply) => key is not null && reply.AnsweredAt is { } now
        ? new(key.Id, key.Fingerprint, new(KeptReply.Write(reply)), now, now + CallKey.Kept)
        : null;
}

/// <summary>JSON within JSON, as it is.</summary>
internal readonly record struct RawJson(string Text);

internal sealed record StatusRow(
    string CurrentLevel, DateTimeOffset? CountsUntil, DateTimeOffset? NextDue, long Sequence, string? HeadHash, long OutboxNumber,
    DateTimeOffset? ForgottenAt, bool InGrace, bool LevelCBlocked, ReputationMetrics? Metrics);

internal sealed record LevelRow(
    Guid Id, StatusLevel Level, string State, DateTimeOffset GrantedAt, ActorKind GrantedByKind, string? GrantedBy, DateTimeOffset ValidFrom,
    DateTimeOffset? ValidUntil, DateTimeOffset? CountsUntil, DateTimeOffset? LastVerifiedAt, DateTimeOffset? GraceEndsAt,
    DateTimeOffset? SuspendedAt, DateTimeOffset? RestorableUntil, DateTimeOffset? AtRiskUntil, bool OnJudgement, string? SubscriptionId,
    string? Notes);

internal sealed record SubscriptionRow(
    string SubscriptionId, SubscriptionStatus? Status, string Claim, DateTimeOffset? ClaimEndsAt, DateTimeOffset? GraceEndsAt,
    DateTimeOffset? CurrentPeriodEnd, DateTimeOffset? OccurredAt, bool Blocked);

internal sealed record RequestRow(
    Guid Id, StatusLevel TargetLevel, UpgradeRequestStatus Status, string? Message, ImmutableArray<string> EvidenceUrls, string? RequestedBy,
    DateTimeOffset RequestedAt, DateTimeOffset? ClosedAt, string? ReviewedBy, string? ReviewNotes, string? RejectionReason,
    long? GrantedEntrySequence);

internal sealed record EntryRow(
    Guid Id, long Sequence, StatusLevel Level, HistoryAction Action, string? Reason, ActorKind ActorKind, string? ActorId,
    DateTimeOffset EffectiveAt, DateTimeOffset RecordedAt, ImmutableArray<StatusLevel> LevelsAfter, EntryMetadata Metadata, string Canonical,
    string PreviousHash, string Hash, PersonalFields? Personal);

internal sealed record NoticeRow(
    NoticeKind Kind, StatusLevel Level, DateTimeOffset EndsAt, int Point, long Schedule, string? SubscriptionId, DateTimeOffset DueAt,
    NoticeOutcome Outcome, DateTimeOffset? RaisedAt, DateTimeOffset? SettledAt);

/// <summary>An event for those outside, as CloudEvents 1.0 has it.</summary>
internal sealed record OutboxRow(string Id, long Number, string Type, DateTimeOffset Time, OutboxData Data);

/// <summary>The data of an event for those outside. Facts only; whoever tells them finds the words.</summary>
internal sealed record OutboxData
{
    public required OrganizationId OrganizationId { get; init; }

    public StatusLevel? Level { get; init; }

    public HistoryAction? Action { get; init; }

    public long? Sequence { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset? EffectiveAt { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }

    public DateTimeOffset? GraceEndsAt { get; init; }

    public DateTimeOffset? AtRiskUntil { get; init; }

    public string? SubscriptionId { get; init; }

    public int? Point { get; init; }

    public int? DaysLeft { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public Guid? RequestId { get; init; }

    public string? RejectionReason { get; init; }
}
