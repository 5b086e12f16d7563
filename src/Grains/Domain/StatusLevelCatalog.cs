using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

/// <summary>
/// The one source of every number and every public text about status levels. What is published is what is enforced.
/// A change binds later decisions only: due instants are stored when they are decided.
/// </summary>
public sealed record StatusLevelCatalog
{
    /// <summary>The languages in which every public text exists; the first is the default.</summary>
    public static ImmutableArray<string> Languages { get; } = ["en", "ru"];

    /// <summary>Names the numbers in force, in the history entries they decided: the start of a SHA-256 over all of them.</summary>
    public string Version { get; init; } = "";

    /// <summary>Names, descriptions, prices and features of each level.</summary>
    public required ImmutableDictionary<StatusLevel, LevelPresentation> Levels { get; init; }

    /// <summary>
    /// How long a granted or verified B is valid, in calendar months (1..120, no more than <see cref="CatalogLimits.MaxValidityYears"/>).
    /// </summary>
    public required int ValidityMonths { get; init; }

    /// <summary>How long a suspended B can still be restored, in days (0..3650).</summary>
    public required int RestorationGraceDays { get; init; }

    /// <summary>
    /// How long an unpaid subscription keeps A, in days (0..365, no more than <see cref="CatalogLimits.MaxPaymentGraceDays"/>).
    /// </summary>
    public required int PaymentGraceDays { get; init; }

    /// <summary>How long a subscription that was cancelled without a word on its end keeps A, in days (0..90).</summary>
    public required int CancellationGraceDays { get; init; }

    /// <summary>
    /// On which days of a payment grace a notice is raised (1..364), ascending. A day at or after the end of a grace has no notice.
    /// </summary>
    public required ImmutableArray<int> GraceNoticeDays { get; init; }

    /// <summary>How many days before the end of a level a notice is raised (1..3650), descending.</summary>
    public required ImmutableArray<int> ExpiryNoticeDays { get; init; }

    /// <summary>How long to wait after an upgrade request before the next one for the same level, in days (0..3650).</summary>
    public required int UpgradeCooldownDays { get; init; }

    /// <summary>What C asks for.</summary>
    public required ReputationCriteria Criteria { get; init; }

    /// <summary>Whether C is granted as soon as its criteria are met.</summary>
    public required bool GrantCAutomatically { get; init; }

    /// <summary>How long unmet criteria of C are tolerated, in days (0..3650).</summary>
    public required int AtRiskDays { get; init; }

    /// <summary>The smaller numbers that keep callers and clocks honest.</summary>
    public required CatalogLimits Limits { get; init; }

    /// <summary>What the criteria of C are called. Empty in a catalog that was made for its rules only.</summary>
    public CriterionLabels CriterionLabels { get; init; } = CriterionLabels.None;

    /// <summary>
    /// How long the review of an upgrade request takes, by language, as text. Empty in a catalog that was made for its rules only.
    /// </summary>
    public ImmutableDictionary<string, string> EstimatedReviewTime { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>What C asks for. All four must hold.</summary>
/// <param name="MinReviewCount">Reviews in 12 months, at least (0..1000000).</param>
/// <param name="MinResponseRate">Response rate in 90 days, at least (0..100 percent).</param>
/// <param name="MaxAvgResponseHours">Average response time, strictly less than this many hours (more than 0, up to 8760).</param>
/// <param name="MinPublicCases">Published cases, at least (0..1000000).</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.ReputationCriteria")]
public sealed record ReputationCriteria(
    [property: Id(0)] int MinReviewCount,
    [property: Id(1)] decimal MinResponseRate,
    [property: Id(2)] decimal MaxAvgResponseHours,
    [property: Id(3)] int MinPublicCases)
{
    /// <summary>Whether these metrics meet every criterion.</summary>
    public bool AreMetBy(ReputationMetrics metrics) =>
        metrics.ReviewCount >= MinReviewCount
        && metrics.ResponseRate >= MinResponseRate
        && metrics.AvgResponseHours < MaxAvgResponseHours
        && metrics.PublicCases >= MinPublicCases;
}

/// <summary>The smaller numbers that keep callers and clocks honest.</summary>
public sealed record CatalogLimits
{
    /// <summary>How far ahead a date may be set, in years (1..100).</summary>
    public required int MaxValidityYears { get; init; }

    /// <summary>How far a clock may lag, and how far ahead an instant reported from outside may lie, in minutes (0..60).</summary>
    public required int ClockSkewMinutes { get; init; }

    /// <summary>How many upgrade requests may be cancelled on one UTC day (1..1000).</summary>
    public required int CancellationsPerDay { get; init; }

    /// <summary>The least time between two at-risk notifications, in days (0..365).</summary>
    public required int AtRiskNotificationDays { get; init; }

    /// <summary>How old metrics may be to earn C when B starts to count, in days (0..365).</summary>
    public required int FreshMetricsDays { get; init; }

    /// <summary>How many event ids are remembered for each subscription (1..1000).</summary>
    public required int RememberedEventIds { get; init; }

    /// <summary>The longest payment grace that an event may ask for, in days (0..365).</summary>
    public required int MaxPaymentGraceDays { get; init; }
}

/// <summary>What is published about a level.</summary>
/// <param name="Name">Name by language.</param>
/// <param name="Description">Description by language.</param>
/// <param name="Price">Price by language, as text.</param>
/// <param name="Features">Features by language.</param>
/// <param name="Color">What it is painted with, as <c>#rrggbb</c>; white letters on it can be read.</param>
public sealed record LevelPresentation(
    ImmutableDictionary<string, string> Name,
    ImmutableDictionary<string, string> Description,
    ImmutableDictionary<string, string> Price,
    ImmutableDictionary<string, ImmutableArray<string>> Features,
    string Color);

/// <summary>What the criteria of C are called, by language.</summary>
/// <param name="ReviewCount">Label of <c>review_count</c>.</param>
/// <param name="ResponseRate">Label of <c>response_rate</c>.</param>
/// <param name="AvgResponseHours">Label of <c>avg_response_hours</c>.</param>
/// <param name="PublicCases">Label of <c>public_cases</c>.</param>
public sealed record CriterionLabels(
    ImmutableDictionary<string, string> ReviewCount,
    ImmutableDictionary<string, string> ResponseRate,
    ImmutableDictionary<string, string> AvgResponseHours,
    ImmutableDictionary<string, string> PublicCases)
{
    internal static CriterionLabels None { get; } = new(
        ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty);
}
