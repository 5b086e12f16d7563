using System.Collections.Immutable;
using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Contracts;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.Pages.Organization.Standing;

/// <summary>Where an organization stands, as its page shows it.</summary>
internal sealed record StandingModel
{
    public required StatusSnapshot Status { get; init; }

    public required ImmutableArray<DueItem> Ahead { get; init; }

    /// <summary>The way to the next level; null at the top.</summary>
    public required NextLevelProgress? Next { get; init; }

    /// <summary>What was asked before, newest first; null: the database is away.</summary>
    public required IReadOnlyList<StoredUpgradeRequest>? Requests { get; init; }

    /// <summary>Why the next level cannot be asked for now; null when it can.</summary>
    public required Refusal? Obstacle { get; init; }

    /// <summary>The reader acts for the organization, and does not only read.</summary>
    public required bool IsManager { get; init; }

    /// <summary>How long the database has been out of reach; null: it is there.</summary>
    public required TimeSpan? AwayFor { get; init; }

    /// <summary>What was written since the form was opened that came too late.</summary>
    public required IReadOnlyList<HistoryItem> Since { get; init; }

    /// <summary>What happened last to a level; null while one is held, before anything happened, and while the database is away.</summary>
    public required HistoryItem? Last { get; init; }

    /// <summary>Names of people, by their ids.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; init; }

    /// <summary>The level that can be asked for.</summary>
    public StatusLevel Target => Status.LevelOf(StatusLevel.B) is { Counts: true } ? StatusLevel.C : StatusLevel.B;

    /// <summary>Nothing has ever happened here.</summary>
    public bool IsNew => Status.Levels.IsEmpty && Status.Sequence == 0 && Status.PendingRequest is null && Requests is null or [];

    public SubscriptionReply? Subscription => SubscriptionReply.Of(Status);
}
