using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

/// <summary>How a claim on A ends.</summary>
public enum ClaimKind
{
    /// <summary>It has no end yet.</summary>
    Open,

    /// <summary>It lasts to a date.</summary>
    Dated,

    /// <summary>The subscription is unpaid; the claim lasts to the end of its grace.</summary>
    Grace,
}

/// <summary>One reason why an organization holds A.</summary>
/// <param name="SubscriptionId">The subscription that claims A; null is the manual claim.</param>
/// <param name="Kind">How it ends.</param>
/// <param name="EndsAt">Its exclusive end; null while open.</param>
/// <param name="Cancelled">Whether the subscription was cancelled: decides what the end is called.</param>
/// <param name="Since">When the grace began; null for other claims, and for a grace that a version wrote which did not say.</param>
public sealed record Claim(
    string? SubscriptionId, ClaimKind Kind, DateTimeOffset? EndsAt, bool Cancelled = false, DateTimeOffset? Since = null)
{
    public bool IsOverAt(DateTimeOffset instant) => EndsAt <= instant;
}

/// <summary>Level A: held as long as one claim lasts.</summary>
public sealed record SelfDeclaration(
    Guid Id, DateTimeOffset GrantedAt, Actor GrantedBy, string? Notes, ImmutableArray<Claim> Claims)
{
    public Claim? ClaimOf(string? subscriptionId) => Claims.FirstOrDefault(claim => claim.SubscriptionId == subscriptionId);

    /// <summary>
    /// The claim that ends last. Of two that end together the one out of grace decides, so that grace shows only when it is the last hope.
    /// </summary>
    public Claim LatestClaim => Claims
        .OrderByDescending(claim => claim.EndsAt ?? DateTimeOffset.MaxValue)
        .ThenBy(claim => claim.Kind == ClaimKind.Grace)
        .First();

    /// <summary>The exclusive end of A; null while a claim is open.</summary>
    public DateTimeOffset? EndsAt => LatestClaim.EndsAt;

    /// <summary>The date that A shows and that expiry notices count towards; none in grace.</summary>
    public DateTimeOffset? ValidUntil => LatestClaim is { Kind: not ClaimKind.Grace, EndsAt: { } end } ? end : null;

    public DateTimeOffset? GraceEndsAt => LatestClaim is { Kind: ClaimKind.Grace, EndsAt: { } end } ? end : null;

    public SelfDeclaration With(Claim claim) =>
        this with { Claims = [.. Claims.Where(other => other.SubscriptionId != claim.SubscriptionId), claim] };

    public SelfDeclaration Without(string? subscriptionId) =>
        this with { Claims = [.. Claims.Where(claim => claim.SubscriptionId != subscriptionId)] };
}

/// <summary>Level B: verified until a date, restorable for a while after it.</summary>
public sealed record Verification
{
    public required Guid Id { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }

    public required Actor GrantedBy { get; init; }

    public string? Notes { get; init; }

    public string? SubscriptionId { get; init; }

    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>
    /// The day of the month (1..31, UTC) that the date was set for: renewals return to it from shorter months. Null is the day of the date.
    /// </summary>
    public int? AnchorDay { get; init; }

    /// <summary>The exclusive end of the time in which a suspended B can come back, decided with the date.</summary>
    public required DateTimeOffset RestorableUntil { get; init; }

    public required DateTimeOffset LastVerifiedAt { get; init; }

    public DateTimeOffset? SuspendedAt { get; init; }
}

/// <summary>Level C: earned; suspended with B.</summary>
public sealed record TopReputation
{
    public required Guid Id { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }

    public required Actor GrantedBy { get; init; }

    public string? Notes { get; init; }

    /// <summary>Granted by a person while the criteria were not met: spared from the at-risk rule until they once are.</summary>
    public required bool OnJudgement { get; init; }

    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>When unmet criteria end it; null while they are met.</summary>
    public DateTimeOffset? AtRiskUntil { get; init; }

    /// <summary>The numbers of the latest unmet report.</summary>
    public CriteriaSnapshot? AtRiskCriteria { get; init; }
}

/// <summary>The metrics that decide about C, as reported.</summary>
/// <param name="AsOf">The instant they describe.</param>
/// <param name="ReportedAt">When they were received.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.ReputationMetrics")]
public sealed record ReputationMetrics(
    [property: Id(0)] DateTimeOffset AsOf,
    [property: Id(1)] DateTimeOffset ReportedAt,
    [property: Id(2)] int ReviewCount,
    [property: Id(3)] decimal ResponseRate,
    [property: Id(4)] decimal AvgResponseHours,
    [property: Id(5)] int PublicCases);

/// <summary>The numbers that decided about C, next to what was required: a history entry answers "why" with them.</summary>
public sealed record CriteriaSnapshot
{
    /// <summary>Whether every criterion was met.</summary>
    public required bool Met { get; init; }

    /// <summary>The instant that the metrics describe; null when none were reported, as are the metrics then.</summary>
    public required DateTimeOffset? AsOf { get; init; }

    public required int? ReviewCount { get; init; }

    public required int ReviewCountRequired { get; init; }

    public required decimal? ResponseRate { get; init; }

    public required decimal ResponseRateRequired { get; init; }

    public required decimal? AvgResponseHours { get; init; }

    public required decimal AvgResponseHoursMax { get; init; }

    public required int? PublicCases { get; init; }

    public required int PublicCasesRequired { get; init; }

    public required string CatalogVersion { get; init; }

    public static CriteriaSnapshot Of(ReputationMetrics? metrics, StatusLevelCatalog catalog) => new()
    {
        Met = metrics is not null && catalog.Criteria.AreMetBy(metrics),
        AsOf = metrics?.AsOf,
        ReviewCount = metrics?.ReviewCount,
        ReviewCountRequired = catalog.Criteria.MinReviewCount,
        ResponseRate = metrics?.ResponseRate,
        ResponseRateRequired = catalog.Criteria.MinResponseRate,
        AvgResponseHours = metrics?.AvgResponseHours,
        AvgResponseHoursMax = catalog.Criteria.MaxAvgResponseHours,
        PublicCases = metrics?.PublicCases,
        PublicCasesRequired = catalog.Criteria.MinPublicCases,
        CatalogVersion = catalog.Version,
    };
}
