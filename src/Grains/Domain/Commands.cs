using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

/// <summary>What somebody, or time itself, asks of an organization's status. A closed set.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.StatusCommand")]
public abstract record StatusCommand
{
    private StatusCommand() { }

    /// <summary>Gives a level.</summary>
    /// <param name="Level">Which one.</param>
    /// <param name="ValidUntil">Its end: at most the catalog's years ahead; null is the default of the level. Never given for C.</param>
    /// <param name="SubscriptionId">For A: the subscription whose claim this is; null is the manual claim.</param>
    /// <param name="Notes">Free text for platform admins (<see cref="TextLengths.Notes"/>).</param>
    [GenerateSerializer, Immutable, Alias("StatusLevels.Grant")]
    public sealed record Grant(
        [property: Id(0)] StatusLevel Level,
        [property: Id(1)] DateTimeOffset? ValidUntil = null,
        [property: Id(2)] string? SubscriptionId = null,
        [property: Id(3)] string? Notes = null) : StatusCommand;

    /// <summary>Moves the end of a level to a later date.</summary>
    /// <param name="Level">A or B; C never expires.</param>
    /// <param name="ValidUntil">
    /// The new end; required for A, for B by default the catalog's months after the end or now, whichever is later, on the day of the
    /// month that the end was set for.
    /// </param>
    [GenerateSerializer, Immutable, Alias("StatusLevels.Renew")]
    public sealed record Renew([property: Id(0)] StatusLevel Level, [property: Id(1)] DateTimeOffset? ValidUntil = null) : StatusCommand;

    /// <summary>Records that the platform verified B again.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.Verify")]
    public sealed record Verify : StatusCommand;

    /// <summary>Takes a level away.</summary>
    /// <param name="Level">Which one.</param>
    /// <param name="Reason">Free text (<see cref="TextLengths.Reason"/>).</param>
    /// <param name="Quiet">People are not told; systems are.</param>
    [GenerateSerializer, Immutable, Alias("StatusLevels.Revoke")]
    public sealed record Revoke(
        [property: Id(0)] StatusLevel Level, [property: Id(1)] string? Reason = null, [property: Id(2)] bool Quiet = false) : StatusCommand;

    /// <summary>Reports what happened to a subscription.</summary>
    /// <param name="SubscriptionId">Opaque, not empty (<see cref="TextLengths.OutsideId"/>).</param>
    /// <param name="Status">The new status.</param>
    /// <param name="OccurredAt">When it happened; null means now. Older than the last one applied is stale.</param>
    /// <param name="EventId">Makes the event idempotent; opaque, not empty (<see cref="TextLengths.OutsideId"/>).</param>
    /// <param name="GraceDays">Length of the payment grace in days, 0 to 90; null is the catalog's.</param>
    /// <param name="CurrentPeriodEnd">Until when it is paid.</param>
    [GenerateSerializer, Immutable, Alias("StatusLevels.ChangeSubscription")]
    public sealed record ChangeSubscription(
        [property: Id(0)] string SubscriptionId,
        [property: Id(1)] SubscriptionStatus Status,
        [property: Id(2)] DateTimeOffset? OccurredAt = null,
        [property: Id(3)] string? EventId = null,
        [property: Id(4)] int? GraceDays = null,
        [property: Id(5)] DateTimeOffset? CurrentPeriodEnd = null) : StatusCommand;

    /// <summary>Asks the platform for a higher level.</summary>
    /// <param name="Level">B or C.</param>
    /// <param name="Message">Free text (<see cref="TextLengths.Message"/>).</param>
    /// <param name="EvidenceUrls">Http or https addresses (<see cref="ListLengths.EvidenceUrls"/>).</param>
    [GenerateSerializer, Immutable, Alias("StatusLevels.RequestUpgrade")]
    public sealed record RequestUpgrade(
        [property: Id(0)] StatusLevel Level,
        [property: Id(1)] string? Message,
        ImmutableArray<string> EvidenceUrls) : StatusCommand
    {
        /// <summary>Http or https addresses; none when none were given.</summary>
        [Id(2)]
        public ImmutableArray<string> EvidenceUrls { get; init; } = EvidenceUrls.IsDefault ? [] : EvidenceUrls;
    }

    /// <summary>Answers an upgrade request.</summary>
    /// <param name="RequestId">Which one.</param>
    /// <param name="Approve">True grants the level in the same step.</param>
    /// <param name="Notes">Free text for platform admins.</param>
    /// <param name="RejectionReason">Free text for the organization; required to reject.</param>
    /// <param name="ValidUntil">The end of the granted level.</param>
    /// <param name="Comment">Free text for the organization (<see cref="TextLengths.Comment"/>).</param>
    [GenerateSerializer, Immutable, Alias("StatusLevels.ReviewUpgrade")]
    public sealed record ReviewUpgrade(
        [property: Id(0)] Guid RequestId,
        [property: Id(1)] bool Approve,
        [property: Id(2)] string? Notes = null,
        [property: Id(3)] string? RejectionReason = null,
        [property: Id(4)] DateTimeOffset? ValidUntil = null,
        [property: Id(5)] string? Comment = null) : StatusCommand;

    /// <summary>Takes an upgrade request back.</summary>
    /// <param name="RequestId">Which one.</param>
    [GenerateSerializer, Immutable, Alias("StatusLevels.CancelUpgrade")]
    public sealed record CancelUpgrade([property: Id(0)] Guid RequestId) : StatusCommand;

    /// <summary>Reports the metrics that decide about C.</summary>
    /// <param name="AsOf">The instant the metrics describe; older than the stored ones is ignored.</param>
    /// <param name="ReviewCount">Reviews in 12 months, 0 or more.</param>
    /// <param name="ResponseRate">Response rate in 90 days, 0..100 percent.</param>
    /// <param name="AvgResponseHours">Average response time in hours, 0..1000000.</param>
    /// <param name="PublicCases">Published cases, 0 or more.</param>
    [GenerateSerializer, Immutable, Alias("StatusLevels.ReportReputation")]
    public sealed record ReportReputation(
        [property: Id(0)] DateTimeOffset AsOf,
        [property: Id(1)] int ReviewCount,
        [property: Id(2)] decimal ResponseRate,
        [property: Id(3)] decimal AvgResponseHours,
        [property: Id(4)] int PublicCases) : StatusCommand;

    /// <summary>
    /// Takes over what another product knows: its facts become the account, entry by entry, and nobody outside hears of it. What cannot
    /// follow what is there is left out; what is past its end by now is settled as ended then. To an account that has begun already it adds
    /// what is new: facts not brought over before, and what is shown otherwise since.
    /// </summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.Import")]
    public sealed record Import : StatusCommand
    {
        /// <summary>What happened, in any order.</summary>
        [Id(0)]
        public ImmutableArray<ImportedFact> Facts { get; init; } = [];

        /// <summary>What is shown, and what was.</summary>
        [Id(1)]
        public ImmutableArray<ImportedHolding> Holdings { get; init; } = [];

        /// <summary>The subscriptions that claim A, or did.</summary>
        [Id(2)]
        public ImmutableArray<ImportedSubscription> Subscriptions { get; init; } = [];

        /// <summary>Upgrade requests, at most one of them pending.</summary>
        [Id(3)]
        public ImmutableArray<ImportedRequest> Requests { get; init; } = [];
    }

    /// <summary>Settles what is due. Harmless at any time.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.Tick")]
    public sealed record Tick : StatusCommand;

    /// <summary>Erases the organization: holdings, requests, history and personal data; a tombstone stays.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.Forget")]
    public sealed record Forget : StatusCommand;
}

/// <summary>What the shell knows about a call and the rules need.</summary>
/// <param name="Actor">Who calls.</param>
/// <param name="Now">The clock's reading.</param>
/// <param name="Salt">16 random bytes as 32 lower-case hexadecimal digits: the salt of the commitments to personal fields.</param>
/// <param name="IpAddress">Where the call came from.</param>
/// <param name="UserAgent">What program made it.</param>
public sealed record CommandContext(Actor Actor, DateTimeOffset Now, string Salt, string? IpAddress = null, string? UserAgent = null);
