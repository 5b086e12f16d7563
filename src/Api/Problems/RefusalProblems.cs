using System.Globalization;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Problems;

/// <summary>
/// What the rules refuse and what the store could not do → problem. Every case has its line; a new one does not compile away silently.
/// </summary>
internal static class RefusalProblems
{
    /// <summary>Nothing was written and trying again is safe: the edge does so once before anybody hears of it.</summary>
    public static readonly ProblemCode Conflict = new("conflict", 409, "Somebody else was faster");

    // What rules refuse, for the API document.
    public static readonly ProblemCode LevelNotActive = new("level_not_active", 404, "The level is not held");
    public static readonly ProblemCode UpgradeRequestNotFound = new("upgrade_request_not_found", 404, "No such request");
    public static readonly ProblemCode LevelAlreadyActive = new("level_already_active", 409, "The level is held already");
    public static readonly ProblemCode AutomaticGrantingBlocked = new("automatic_granting_blocked", 409, "Automatic granting is blocked");
    public static readonly ProblemCode UpgradeRequestPending = new("upgrade_request_pending", 409, "A request is pending");
    public static readonly ProblemCode UpgradeRequestClosed = new("upgrade_request_closed", 409, "The request is closed");
    public static readonly ProblemCode ValidUntilInPast = new("valid_until_in_past", 422, "The date is past");
    public static readonly ProblemCode ValidUntilTooFar = new("valid_until_too_far", 422, "The date is too far away");
    public static readonly ProblemCode ValidUntilRequired = new("valid_until_required", 422, "A date is required");
    public static readonly ProblemCode ValidUntilNotLater = new("valid_until_not_later", 422, "The date is not later");
    public static readonly ProblemCode LevelCNeverExpires = new("level_c_never_expires", 422, "Level C never expires");
    public static readonly ProblemCode LevelCRequiresB = new("level_c_requires_b", 422, "Level C requires level B");
    public static readonly ProblemCode OccurredAtInFuture = new("occurred_at_in_future", 422, "The event lies in the future");
    public static readonly ProblemCode AsOfInFuture = new("as_of_in_future", 422, "The metrics lie in the future");
    public static readonly ProblemCode MetricsOutOfRange = new("metrics_out_of_range", 422, "A metric is out of range");
    public static readonly ProblemCode RejectionReasonRequired = new("rejection_reason_required", 422, "A reason is required");
    public static readonly ProblemCode UpgradeRequestTooSoon = new("upgrade_request_too_soon", 429, "Too soon");
    public static readonly ProblemCode TooManyCancellations = new("too_many_cancellations", 429, "Too many cancellations");
    public static readonly ProblemCode ClockSkew = new("clock_skew", 503, "The clock is behind");

    /// <summary>Every kind of problem that the rules know, by the name of its refusal.</summary>
    public static Problem ToProblem(this Refusal refusal) => refusal switch
    {
        Refusal.LevelNotActive it => new(LevelNotActive, $"The organization does not hold level {it.Level}."),
        Refusal.UpgradeRequestNotFound => new(UpgradeRequestNotFound, "The organization has no upgrade request with this id."),
        Refusal.LevelAlreadyActive it => new(LevelAlreadyActive, $"Level {it.Level} is active already."),
        Refusal.AutomaticGrantingBlocked it => new(
            AutomaticGrantingBlocked, $"A person revoked level {it.Level}; only a person can grant it again."),
        Refusal.UpgradeRequestPending it => new(
            UpgradeRequestPending, $"Request {it.RequestId} is still waiting for an answer; one request at a time."),
        Refusal.UpgradeRequestClosed => new(UpgradeRequestClosed, "The request was answered or cancelled before."),
        Refusal.OrganizationGone it => new(ProblemCode.Gone, $"The organization was forgotten at {Instants.Write(it.ForgottenAt)}."),
        Refusal.ValidUntilInPast => new(ValidUntilInPast, "valid_until must lie in the future."),
        Refusal.ValidUntilTooFar it => new(
            ValidUntilTooFar, string.Create(CultureInfo.InvariantCulture, $"valid_until may lie at most {it.MaxYears} years ahead.")),
        Refusal.ValidUntilRequired => new(ValidUntilRequired, "Level A is renewed to a date: valid_until is required."),
        Refusal.ValidUntilNotLater it => new(ValidUntilNotLater, NotLater(it.CurrentEnd)),
        Refusal.LevelCRequiresB => new(LevelCRequiresB, "Level C stands on an active level B, and B is not active."),
        Refusal.LevelCNeverExpires => new(LevelCNeverExpires, "Level C has no date: valid_until does not apply to it."),
        Refusal.OccurredAtInFuture it => new(
            OccurredAtInFuture,
            string.Create(CultureInfo.InvariantCulture, $"occurred_at may lie at most {it.ToleranceMinutes} minutes ahead."))
        {
            Errors = Field("occurred_at", "lies in the future"),
        },
        Refusal.AsOfInFuture it => new(
            AsOfInFuture,
            string.Create(CultureInfo.InvariantCulture, $"as_of may lie at most {it.ToleranceMinutes} minutes ahead."))
        {
            Errors = Field("as_of", "lies in the future"),
        },
        Refusal.MetricsOutOfRange it => new(MetricsOutOfRange, $"{it.Field} is out of range.")
        {
            Errors = Field(it.Field, "is out of range"),
        },
        Refusal.RejectionReasonRequired => new(
            RejectionReasonRequired, "The organization learns why its request was rejected: rejection_reason is required.")
        {
            Errors = Field("rejection_reason", "is required"),
        },
        Refusal.UpgradeRequestTooSoon it => new(
            UpgradeRequestTooSoon, $"The next request for this level is possible from {Instants.Write(it.NextAllowedAt)} on.")
        {
            NextAllowedAt = it.NextAllowedAt,
        },
        Refusal.TooManyCancellations it => new(
            TooManyCancellations, $"Requests can be cancelled again from {Instants.Write(it.NextAllowedAt)} on.")
        {
            NextAllowedAt = it.NextAllowedAt,
        },
        Refusal.ClockSkew it => new(
            ClockSkew, $"This node's clock lies behind what was recorded at {Instants.Write(it.LastRecordedAt)}.")
        {
            RetryAfter = TimeSpan.FromMinutes(1),
        },
        _ => throw new InvalidOperationException($"{refusal.GetType().Name} has no problem."),
    };

    public static Problem ToProblem(this StoreFailure failure) => failure switch
    {
        StoreFailure.VersionMismatch => new(ProblemCode.VersionMismatch, "The status has changed since you read it; read it again and decide anew."),
        StoreFailure.Conflict => new(Conflict, "Somebody else changed this organization at the same moment; nothing of yours was changed, please try again."),
        StoreFailure.Unavailable => Problem.DatabaseUnavailable,
        StoreFailure.OutcomeUnknown => Problem.OutcomeUnknown,
        StoreFailure.KeyTaken or StoreFailure.KeyInProgress => Problem.IdempotencyInProgress,
        _ => throw new InvalidOperationException($"{failure} has no problem."),
    };

    public static Problem ToProblem(this AdminRefusal refusal) => refusal switch
    {
        AdminRefusal.NotFound => new(ProblemCode.NotFound, "There is nothing with this id."),
        AdminRefusal.EmailTaken => new(ProblemCode.EmailTaken, "Another account has this e-mail address; addresses compare without case."),
        AdminRefusal.SlugTaken => new(ProblemCode.SlugTaken, "Another organization has this slug."),
        AdminRefusal.LastPlatformAdmin => new(
            ProblemCode.LastPlatformAdmin, "This is the last platform admin who can sign in; make another one first."),
        AdminRefusal.NotYours => new(ProblemCode.Forbidden, "The platform keeps this one for you; it is not yours to change."),
        AdminRefusal.VersionMismatch => new(
            ProblemCode.VersionMismatch, "It was changed since you read it; read it again and decide anew."),
        AdminRefusal.TooMany => new(ProblemCode.TooMany, "There are as many as there may be; remove one first."),
        AdminRefusal.EndpointDisabled => new(
            ProblemCode.EndpointDisabled, "Nothing is sent to an endpoint that is disabled; enable it first (POST …/enable tests it)."),
        AdminRefusal.ReplayTooLarge => new(
            ProblemCode.ReplayTooLarge, "More than 100000 events would be sent again; ask for a shorter time, or for fewer types."),
        AdminRefusal.NoLongerKept => new(ProblemCode.Gone, "What happened then is no longer kept."),
        AdminRefusal.TooManyAsked => new(
            ProblemCode.RateLimited, "An organization may have 10 addresses a day asked whether they want mail; nothing was changed.")
        {
            RetryAfter = TimeSpan.FromDays(1),
        },
        AdminRefusal.TooManyLinks =>
            new(ProblemCode.RateLimited, "An account is sent at most 3 links an hour.") { RetryAfter = TimeSpan.FromHours(1) },
        AdminRefusal.AccountDisabled => new(ProblemCode.ValidationFailed, "The account is shut out.")
        {
            Errors = Field("disabled", "is true: let the account in first"),
        },
        _ => throw new InvalidOperationException($"{refusal} has no problem."),
    };

    private static Dictionary<string, string[]> Field(string name, string message) => new(StringComparer.Ordinal) { [name] = [message] };

    private static string NotLater(DateTimeOffset? end) => end is { } instant
        ? $"valid_until must be later than the end so far, {Instants.Write(instant)}."
        : "The level has no end that could be moved.";
}
