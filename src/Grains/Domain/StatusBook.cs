using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

/// <summary>
/// Everything that is known about one organization's status: what it holds, what is planned, and the head of its history.
/// Immutable. <see cref="Decide(StatusCommand, CommandContext, StatusLevelCatalog)"/> answers a command, <see cref="Apply(StatusEvent)"/>
/// folds what was decided.
/// </summary>
public sealed partial record StatusBook
{
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Counts the lives of the organization: forgetting begins the next one.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>Whether the organization is forgotten and nobody has granted it a level since.</summary>
    public bool Forgotten { get; init; }

    /// <summary>When it was last forgotten; nothing is known from before.</summary>
    public DateTimeOffset? ForgottenAt { get; init; }

    /// <summary>The number of the newest history entry of this epoch; 0 before the first.</summary>
    public long Sequence { get; init; }

    /// <summary>The hash of the newest history entry.</summary>
    public string HeadHash { get; init; } = HistoryEntry.NoHash;

    /// <summary>The number of the newest event for those outside, in this epoch.</summary>
    public long OutboxNumber { get; init; }

    /// <summary>How many upgrade requests were made in this epoch.</summary>
    public long RequestNumber { get; init; }

    /// <summary>The last recorded instant: time never runs backwards from here.</summary>
    public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>Since when the newest entry counts.</summary>
    public DateTimeOffset EffectiveAt { get; init; } = DateTimeOffset.MinValue;

    public SelfDeclaration? A { get; init; }

    public Verification? B { get; init; }

    public TopReputation? C { get; init; }

    /// <summary>A person revoked C: it is not earned again until a person grants it.</summary>
    public bool AutomaticCBlocked { get; init; }

    public ImmutableArray<Subscription> Subscriptions { get; init; } = [];

    public UpgradeRequest? PendingRequest { get; init; }

    /// <summary>When the last request for B was made that was not cancelled.</summary>
    public DateTimeOffset? LastRequestForB { get; init; }

    /// <summary>When the last request for C was made that was not cancelled.</summary>
    public DateTimeOffset? LastRequestForC { get; init; }

    /// <summary>The UTC day that <see cref="Cancellations"/> counts.</summary>
    public DateOnly? CancellationDay { get; init; }

    public int Cancellations { get; init; }

    public ReputationMetrics? Metrics { get; init; }

    /// <summary>When people were last told that C is at risk.</summary>
    public DateTimeOffset? AtRiskNotifiedAt { get; init; }

    /// <summary>The points that still lie ahead.</summary>
    public ImmutableArray<Notice> Notices { get; init; } = [];

    /// <summary>What was raised towards ends that still lie ahead: not raised again when the same date is set again.</summary>
    public ImmutableArray<Notice> Raised { get; init; } = [];

    /// <summary>An organization that was never touched.</summary>
    public static StatusBook Empty(OrganizationId organizationId) => new() { OrganizationId = organizationId };

    /// <summary>Whether the level counts at this instant, as far as this state knows. Ends are exclusive.</summary>
    public bool Counts(StatusLevel level, DateTimeOffset at) => level switch
    {
        StatusLevel.A => A is not null && IsBefore(at, A.EndsAt),
        StatusLevel.B => B is { SuspendedAt: null } && B.ValidUntil > at,
        _ => C is { SuspendedAt: null } && IsBefore(at, C.AtRiskUntil) && Counts(StatusLevel.B, at),
    };

    /// <summary>The levels that count at this instant, lowest first.</summary>
    public ImmutableArray<StatusLevel> CountingLevels(DateTimeOffset at) =>
        [.. Enum.GetValues<StatusLevel>().Where(level => Counts(level, at))];

    /// <summary>Until when the level counts if nothing happens; null when it has no end.</summary>
    public DateTimeOffset? CountsUntil(StatusLevel level) => level switch
    {
        StatusLevel.A => A?.EndsAt,
        StatusLevel.B => B?.ValidUntil,
        _ => Instant.Earliest(B?.ValidUntil, C?.AtRiskUntil),
    };

    /// <summary>Whether the level is held: it counts, or it is suspended and may come back.</summary>
    public bool Holds(StatusLevel level) => level switch
    {
        StatusLevel.A => A is not null,
        StatusLevel.B => B is not null,
        _ => C is not null,
    };

    /// <summary>The date that expiry notices count towards.</summary>
    public DateTimeOffset? ExpiryOf(StatusLevel level) => level switch
    {
        StatusLevel.A => A?.ValidUntil,
        StatusLevel.B => B?.ValidUntil,
        _ => null,
    };

    /// <summary>When the next request for this level may be made; null when nothing stands against it.</summary>
    public DateTimeOffset? NextRequestAllowedAt(StatusLevel level, StatusLevelCatalog catalog) =>
        (level == StatusLevel.B ? LastRequestForB : LastRequestForC) + TimeSpan.FromDays(catalog.UpgradeCooldownDays);

    public Subscription? SubscriptionOf(string id) => Subscriptions.FirstOrDefault(subscription => subscription.Id == id);

    // What has no end never reaches it.
    private static bool IsBefore(DateTimeOffset at, DateTimeOffset? end) => end is not { } instant || at < instant;
}
