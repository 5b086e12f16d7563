namespace StatusLevels.Grains.Domain;

/// <summary>Something that another product says happened to a level.</summary>
/// <param name="SourceId">What it is called there (<see cref="TextLengths.OutsideId"/>); null for what was concluded from other
/// facts.</param>
/// <param name="Level">Which one.</param>
/// <param name="Action">Granted, granted automatically, renewed, suspended, revoked or degraded; others are no fact of a holding.</param>
/// <param name="At">When.</param>
/// <param name="By">Who did it.</param>
/// <param name="Words">A person's reason (<see cref="TextLengths.Reason"/>).</param>
/// <param name="IpAddress">Where the call came from.</param>
/// <param name="UserAgent">What program made it (<see cref="TextLengths.UserAgent"/>).</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.ImportedFact")]
public sealed record ImportedFact(
    [property: Id(0)] string? SourceId,
    [property: Id(1)] StatusLevel Level,
    [property: Id(2)] HistoryAction Action,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] Actor By,
    [property: Id(5)] string? Words = null,
    [property: Id(6)] string? IpAddress = null,
    [property: Id(7)] string? UserAgent = null);

/// <summary>A level as another product shows it, or showed it when <paramref name="EndedAt"/> is given.</summary>
/// <param name="Level">Which one.</param>
/// <param name="GrantedAt">Since when.</param>
/// <param name="GrantedBy">Who gave it.</param>
/// <param name="ValidUntil">Its end; null when it shows none. Of no importance to C.</param>
/// <param name="LastVerifiedAt">For B.</param>
/// <param name="SubscriptionId">For A: what it is claimed by (<see cref="TextLengths.OutsideId"/>).</param>
/// <param name="Notes">For platform admins (<see cref="TextLengths.Notes"/>).</param>
/// <param name="EndedAt">When it was last touched there, of one that is not active any more.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.ImportedHolding")]
public sealed record ImportedHolding(
    [property: Id(0)] StatusLevel Level,
    [property: Id(1)] DateTimeOffset GrantedAt,
    [property: Id(2)] Actor GrantedBy,
    [property: Id(3)] DateTimeOffset? ValidUntil = null,
    [property: Id(4)] DateTimeOffset? LastVerifiedAt = null,
    [property: Id(5)] string? SubscriptionId = null,
    [property: Id(6)] string? Notes = null,
    [property: Id(7)] DateTimeOffset? EndedAt = null);

/// <summary>A subscription as another product knows it.</summary>
/// <param name="Id">Opaque (<see cref="TextLengths.OutsideId"/>).</param>
/// <param name="Status">How it stands.</param>
/// <param name="GraceDays">How long an unpaid one keeps A.</param>
/// <param name="GraceEndsAt">When that is over.</param>
/// <param name="PeriodEnd">Until when it is paid.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.ImportedSubscription")]
public sealed record ImportedSubscription(
    [property: Id(0)] string Id,
    [property: Id(1)] SubscriptionStatus Status,
    [property: Id(2)] int GraceDays,
    [property: Id(3)] DateTimeOffset? GraceEndsAt = null,
    [property: Id(4)] DateTimeOffset? PeriodEnd = null);

/// <summary>An upgrade request as another product knows it.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Status">How it stands.</param>
/// <param name="ClosedBy">Who answered it or took it back.</param>
/// <param name="ClosedAt">When.</param>
/// <param name="Notes">For platform admins (<see cref="TextLengths.Notes"/>).</param>
/// <param name="RejectionReason">For the organization (<see cref="TextLengths.Reason"/>).</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.ImportedRequest")]
public sealed record ImportedRequest(
    [property: Id(0)] UpgradeRequest Request,
    [property: Id(1)] UpgradeRequestStatus Status,
    [property: Id(2)] Actor? ClosedBy = null,
    [property: Id(3)] DateTimeOffset? ClosedAt = null,
    [property: Id(4)] string? Notes = null,
    [property: Id(5)] string? RejectionReason = null);
