using System.Collections.Immutable;

namespace StatusLevels.Grains.Organizations;

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

    /// <summary>The answer to a subscription event with an id.</summary>
    public KeyRow? Event { get; init; }
}
