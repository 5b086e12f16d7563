using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>How a level that is held stands.</summary>
public enum LevelState
{
    /// <summary>It counts.</summary>
    Active,

    /// <summary>It counts, and an unpaid subscription is all that holds it.</summary>
    Grace,

    /// <summary>It does not count, and may come back.</summary>
    Suspended,
}

/// <summary>A level that is held.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.LevelSnapshot")]
public sealed record LevelSnapshot
{
    /// <summary>Names this holding.</summary>
    [Id(0)]
    public required Guid Id { get; init; }

    [Id(1)]
    public required StatusLevel Level { get; init; }

    /// <summary>Whether it counts now; only then may its badge be shown.</summary>
    [Id(2)]
    public required bool Counts { get; init; }

    [Id(3)]
    public required LevelState State { get; init; }

    [Id(4)]
    public required DateTimeOffset GrantedAt { get; init; }

    [Id(5)]
    public required Actor GrantedBy { get; init; }

    /// <summary>Its exclusive end; null when it has none, or is in grace.</summary>
    [Id(6)]
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>When B was last verified.</summary>
    [Id(7)]
    public DateTimeOffset? LastVerifiedAt { get; init; }

    /// <summary>The exclusive end of the payment grace, in grace.</summary>
    [Id(8)]
    public DateTimeOffset? GraceEndsAt { get; init; }

    [Id(9)]
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Until when a suspended B can come back.</summary>
    [Id(10)]
    public DateTimeOffset? RestorableUntil { get; init; }

    /// <summary>When unmet criteria end C.</summary>
    [Id(11)]
    public DateTimeOffset? AtRiskUntil { get; init; }

    /// <summary>Until when it counts if nothing happens; null without end.</summary>
    [Id(12)]
    public DateTimeOffset? CountsUntil { get; init; }

    /// <summary>C was granted by a person while its criteria were not met.</summary>
    [Id(13)]
    public bool OnJudgement { get; init; }

    /// <summary>The subscription whose claim ends last, for A.</summary>
    [Id(14)]
    public string? SubscriptionId { get; init; }

    /// <summary>Free text, for platform admins only.</summary>
    [Id(15)]
    public string? Notes { get; init; }

    /// <summary>What is held at this instant, lowest first.</summary>
    internal static ImmutableArray<LevelSnapshot> AllOf(StatusBook book, DateTimeOffset now)
    {
        LevelSnapshot?[] held =
        [
            book.A is { } a ? OfA(a, book, now) : null,
            book.B is { } b ? OfB(b, book, now) : null,
            book.C is { } c ? OfC(c, book, now) : null,
        ];
        return [.. held.OfType<LevelSnapshot>()];
    }

    private static LevelSnapshot OfA(SelfDeclaration a, StatusBook book, DateTimeOffset now) => new()
    {
        Id = a.Id,
        Level = StatusLevel.A,
        Counts = book.Counts(StatusLevel.A, now),
        State = a.GraceEndsAt is null ? LevelState.Active : LevelState.Grace,
        GrantedAt = a.GrantedAt,
        GrantedBy = a.GrantedBy,
        ValidUntil = a.ValidUntil,
        GraceEndsAt = a.GraceEndsAt,
        CountsUntil = book.CountsUntil(StatusLevel.A),
        SubscriptionId = a.LatestClaim.SubscriptionId,
        Notes = a.Notes,
    };

    private static LevelSnapshot OfB(Verification b, StatusBook book, DateTimeOffset now) => new()
    {
        Id = b.Id,
        Level = StatusLevel.B,
        Counts = book.Counts(StatusLevel.B, now),
        State = StateOf(b.SuspendedAt),
        GrantedAt = b.GrantedAt,
        GrantedBy = b.GrantedBy,
        ValidUntil = b.ValidUntil,
        LastVerifiedAt = b.LastVerifiedAt,
        SuspendedAt = b.SuspendedAt,
        RestorableUntil = b.RestorableUntil,
        CountsUntil = book.CountsUntil(StatusLevel.B),
        SubscriptionId = b.SubscriptionId,
        Notes = b.Notes,
    };

    private static LevelSnapshot OfC(TopReputation c, StatusBook book, DateTimeOffset now) => new()
    {
        Id = c.Id,
        Level = StatusLevel.C,
        Counts = book.Counts(StatusLevel.C, now),
        State = StateOf(c.SuspendedAt),
        GrantedAt = c.GrantedAt,
        GrantedBy = c.GrantedBy,
        SuspendedAt = c.SuspendedAt,
        AtRiskUntil = c.AtRiskUntil,
        CountsUntil = book.CountsUntil(StatusLevel.C),
        OnJudgement = c.OnJudgement,
        Notes = c.Notes,
    };

    private static LevelState StateOf(DateTimeOffset? suspendedAt) => suspendedAt is null ? LevelState.Active : LevelState.Suspended;
}
