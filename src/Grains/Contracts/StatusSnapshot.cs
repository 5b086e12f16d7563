using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>
/// What is known of an organization's status, for every kind of reader; whoever shows it leaves out what its reader may not see.
/// </summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.StatusSnapshot")]
public sealed record StatusSnapshot
{
    [Id(0)]
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Counts the writes; 0 when it was never touched.</summary>
    [Id(1)]
    public required long Version { get; init; }

    /// <summary>What is held, lowest first; a suspended level is held and does not count.</summary>
    [Id(2)]
    public required ImmutableArray<LevelSnapshot> Levels { get; init; }

    /// <summary>Until when this stays true by itself; null when nothing falls due.</summary>
    [Id(3)]
    public required DateTimeOffset? NextDue { get; init; }

    /// <summary>The metrics that decide about C, as last reported.</summary>
    [Id(4)]
    public required ReputationMetrics? Metrics { get; init; }

    /// <summary>The upgrade request that waits for an answer.</summary>
    [Id(5)]
    public required UpgradeRequest? PendingRequest { get; init; }

    /// <summary>When B may be requested again; null when at once.</summary>
    [Id(6)]
    public required DateTimeOffset? NextRequestForB { get; init; }

    /// <summary>When C may be requested again; null when at once.</summary>
    [Id(7)]
    public required DateTimeOffset? NextRequestForC { get; init; }

    /// <summary>The subscriptions that are known.</summary>
    [Id(8)]
    public required ImmutableArray<SubscriptionSnapshot> Subscriptions { get; init; }

    /// <summary>When the organization was last forgotten.</summary>
    [Id(9)]
    public required DateTimeOffset? ForgottenAt { get; init; }

    /// <summary>Whether it is forgotten now.</summary>
    [Id(10)]
    public required bool Forgotten { get; init; }

    /// <summary>Which of its lives this is.</summary>
    [Id(11)]
    public required int Epoch { get; init; }

    /// <summary>The number of its newest history entry.</summary>
    [Id(12)]
    public required long Sequence { get; init; }

    /// <summary>When the last upgrade request was made that is pending or counts for a cool-down; null when there is none.</summary>
    [Id(13)]
    public DateTimeOffset? LastRequestAt { get; init; }

    /// <summary>The highest level that counts; null when none does.</summary>
    public StatusLevel? CurrentLevel => Levels.LastOrDefault(level => level.Counts)?.Level;

    /// <summary>The level, when it is held.</summary>
    public LevelSnapshot? LevelOf(StatusLevel level) => Levels.FirstOrDefault(held => held.Level == level);

    /// <summary>Whether nothing has fallen due by this instant.</summary>
    public bool IsTrueAt(DateTimeOffset now) => NextDue is not { } due || now < due;

    /// <summary>Why the next level cannot be asked for now, B or on an active B C; null when it can.</summary>
    public Refusal? UpgradeObstacle(DateTimeOffset now)
    {
        var hasB = LevelOf(StatusLevel.B) is { Counts: true };
        var next = hasB ? StatusLevel.C : StatusLevel.B;
        var standing = new UpgradeStanding(
            Forgotten ? ForgottenAt : null, PendingRequest?.Id, LevelOf(next) is { Counts: true }, hasB,
            hasB ? NextRequestForC : NextRequestForB);
        return UpgradeRules.ObstacleTo(next, standing, now);
    }

    /// <summary>The state at an instant, as readers get it.</summary>
    internal static StatusSnapshot Of(long version, StatusBook book, DateTimeOffset now, StatusLevelCatalog catalog) => new()
    {
        OrganizationId = book.OrganizationId,
        Version = version,
        Levels = LevelSnapshot.AllOf(book, now),
        NextDue = book.NextDue,
        Metrics = book.Metrics,
        PendingRequest = book.PendingRequest,
        NextRequestForB = book.NextRequestAllowedAt(StatusLevel.B, catalog),
        NextRequestForC = book.NextRequestAllowedAt(StatusLevel.C, catalog),
        Subscriptions = [.. book.Subscriptions.Select(known => SubscriptionSnapshot.Of(known, book.A?.ClaimOf(known.Id)))],
        ForgottenAt = book.ForgottenAt,
        Forgotten = book.Forgotten,
        Epoch = book.Epoch,
        Sequence = book.Sequence,
        LastRequestAt = new[] { book.PendingRequest?.RequestedAt, book.LastRequestForB, book.LastRequestForC }.Max(),
    };
}
