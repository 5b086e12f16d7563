using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>What one write adds to or changes in the tables.</summary>
internal sealed record Projection
{
    /// <summary>Of the document that it comes with, as what follows.</summary>
    public int Schema { get; init; } = OrganizationDocument.CurrentSchema;

    public required OrganizationId OrganizationId { get; init; }

    public required int Epoch { get; init; }

    public required long Version { get; init; }

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

    /// <summary>The reminder, which is set to <see cref="StatusRow.NextDue"/>, or is gone without one.</summary>
    public required ReminderRow Reminder { get; init; }
}
