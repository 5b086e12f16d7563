using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>The answer to a command.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.CommandReply")]
public sealed record CommandReply
{
    /// <summary>The status after it.</summary>
    [Id(0)]
    public required StatusSnapshot Status { get; init; }

    /// <summary>Why the rules refused it; null when they did not.</summary>
    [Id(1)]
    public Refusal? Refusal { get; init; }

    /// <summary>Why it could not be written; null when it was, or when there was nothing to write.</summary>
    [Id(2)]
    public StoreFailure? Failure { get; init; }

    /// <summary>The history entries that it made, in order.</summary>
    [Id(3)]
    public required ImmutableArray<EntrySummary> Entries { get; init; }

    /// <summary>The notices that it raised.</summary>
    [Id(4)]
    public required ImmutableArray<RaisedNotice> Notices { get; init; }

    /// <summary>What a subscription event did.</summary>
    [Id(5)]
    public SubscriptionOutcome? Subscription { get; init; }

    /// <summary>The upgrade request that it made or closed.</summary>
    [Id(6)]
    public UpgradeRequestView? Request { get; init; }

    /// <summary>What a report of metrics did.</summary>
    [Id(7)]
    public ReputationOutcome? Reputation { get; init; }

    /// <summary>Whether this call wrote something.</summary>
    [Id(8)]
    public bool Written { get; init; }

    /// <summary>The instant that the answer speaks of; null when it was not decided on, and from nodes that don't tell.</summary>
    [Id(9)]
    public DateTimeOffset? AnsweredAt { get; init; }
}
