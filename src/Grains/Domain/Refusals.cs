namespace StatusLevels.Grains.Domain;

/// <summary>Why a command was refused. A value, never an exception; a refused command changes nothing. A closed set.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.Refusal")]
public abstract record Refusal
{
    private Refusal(string code) => Code = code;

    /// <summary>The stable code that callers see.</summary>
    [Id(0)]
    public string Code { get; }

    /// <summary>The level already counts, or A already has this claim.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.LevelAlreadyActive")]
    public sealed record LevelAlreadyActive([property: Id(0)] StatusLevel Level) : Refusal("level_already_active");

    /// <summary>The level is not held.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.LevelNotActive")]
    public sealed record LevelNotActive([property: Id(0)] StatusLevel Level) : Refusal("level_not_active");

    /// <summary>The date is not after now.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.ValidUntilInPast")]
    public sealed record ValidUntilInPast : Refusal
    {
        public ValidUntilInPast() : base("valid_until_in_past") { }
    }

    /// <summary>The date lies further ahead than the catalog allows.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.ValidUntilTooFar")]
    public sealed record ValidUntilTooFar([property: Id(0)] int MaxYears) : Refusal("valid_until_too_far");

    /// <summary>A is renewed to a date, and none was given.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.ValidUntilRequired")]
    public sealed record ValidUntilRequired : Refusal
    {
        public ValidUntilRequired() : base("valid_until_required") { }
    }

    /// <summary>A renewal must move the end; an open-ended level has none to move.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.ValidUntilNotLater")]
    public sealed record ValidUntilNotLater([property: Id(0)] DateTimeOffset? CurrentEnd) : Refusal("valid_until_not_later");

    /// <summary>C stands on a B that counts.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.LevelCRequiresB")]
    public sealed record LevelCRequiresB : Refusal
    {
        public LevelCRequiresB() : base("level_c_requires_b") { }
    }

    /// <summary>C has no date.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.LevelCNeverExpires")]
    public sealed record LevelCNeverExpires : Refusal
    {
        public LevelCNeverExpires() : base("level_c_never_expires") { }
    }

    /// <summary>A person revoked the level, and no person has granted it since: no service brings it back.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.AutomaticGrantingBlocked")]
    public sealed record AutomaticGrantingBlocked([property: Id(0)] StatusLevel Level) : Refusal("automatic_granting_blocked");

    /// <summary>The event claims to come from the future.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.OccurredAtInFuture")]
    public sealed record OccurredAtInFuture([property: Id(0)] int ToleranceMinutes) : Refusal("occurred_at_in_future");

    /// <summary>The metrics claim to come from the future.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.AsOfInFuture")]
    public sealed record AsOfInFuture([property: Id(0)] int ToleranceMinutes) : Refusal("as_of_in_future");

    /// <summary>A metric lies outside its range.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.MetricsOutOfRange")]
    public sealed record MetricsOutOfRange([property: Id(0)] string Field) : Refusal("metrics_out_of_range");

    /// <summary>One upgrade request at a time.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.UpgradeRequestPending")]
    public sealed record UpgradeRequestPending([property: Id(0)] Guid RequestId) : Refusal("upgrade_request_pending");

    /// <summary>The cool-down after the last request for this level still runs.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.UpgradeRequestTooSoon")]
    public sealed record UpgradeRequestTooSoon([property: Id(0)] DateTimeOffset NextAllowedAt) : Refusal("upgrade_request_too_soon");

    /// <summary>No request has this id.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.UpgradeRequestNotFound")]
    public sealed record UpgradeRequestNotFound : Refusal
    {
        public UpgradeRequestNotFound() : base("upgrade_request_not_found") { }
    }

    /// <summary>The request was answered or cancelled before.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.UpgradeRequestClosed")]
    public sealed record UpgradeRequestClosed : Refusal
    {
        public UpgradeRequestClosed() : base("upgrade_request_closed") { }
    }

    /// <summary>An organization learns why its request was rejected.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.RejectionReasonRequired")]
    public sealed record RejectionReasonRequired : Refusal
    {
        public RejectionReasonRequired() : base("rejection_reason_required") { }
    }

    /// <summary>The day's cancellations are used up.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.TooManyCancellations")]
    public sealed record TooManyCancellations([property: Id(0)] DateTimeOffset NextAllowedAt) : Refusal("too_many_cancellations");

    /// <summary>The organization was forgotten; only a person's grant starts it anew.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.OrganizationGone")]
    public sealed record OrganizationGone([property: Id(0)] DateTimeOffset ForgottenAt) : Refusal("gone");

    /// <summary>The clock lies further behind the last recorded instant than is tolerated.</summary>
    [GenerateSerializer, Immutable, Alias("StatusLevels.ClockSkew")]
    public sealed record ClockSkew([property: Id(0)] DateTimeOffset LastRecordedAt) : Refusal("clock_skew");
}
