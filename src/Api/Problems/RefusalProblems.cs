using System.Globalization;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Problems;

/// <summary>
/// What the rules refuse and what the store could not do → problem. Every case has its line; a new one does not compile away silently.
/// </summary>
internal static class RefusalProblems
{
    /// <summary>Nothing was written and trying again is safe: the edge does so once before anybody hears of it.</summary>
    public static readonly ProblemCode Conflict = new("conflict", 409);

    // What rules refuse, for the API document.
    public static readonly ProblemCode LevelNotActive = new("level_not_active", 404);
    public static readonly ProblemCode UpgradeRequestNotFound = new("upgrade_request_not_found", 404);
    public static readonly ProblemCode LevelAlreadyActive = new("level_already_active", 409);
    public static readonly ProblemCode AutomaticGrantingBlocked = new("automatic_granting_blocked", 409);
    public static readonly ProblemCode UpgradeRequestPending = new("upgrade_request_pending", 409);
    public static readonly ProblemCode UpgradeRequestClosed = new("upgrade_request_closed", 409);
    public static readonly ProblemCode ValidUntilInPast = new("valid_until_in_past", 422);
    public static readonly ProblemCode ValidUntilTooFar = new("valid_until_too_far", 422);
    public static readonly ProblemCode ValidUntilRequired = new("valid_until_required", 422);
    public static readonly ProblemCode ValidUntilNotLater = new("valid_until_not_later", 422);
    public static readonly ProblemCode LevelCNeverExpires = new("level_c_never_expires", 422);
    public static readonly ProblemCode LevelCRequiresB = new("level_c_requires_b", 422);
    public static readonly ProblemCode OccurredAtInFuture = new("occurred_at_in_future", 422);
    public static readonly ProblemCode AsOfInFuture = new("as_of_in_future", 422);
    public static readonly ProblemCode MetricsOutOfRange = new("metrics_out_of_range", 422);
    public static readonly ProblemCode RejectionReasonRequired = new("rejection_reason_required", 422);
    public static readonly ProblemCode UpgradeRequestTooSoon = new("upgrade_request_too_soon", 429);
    public static readonly ProblemCode TooManyCancellations = new("too_many_cancellations", 429);
    public static readonly ProblemCode ClockSkew = new("clock_skew", 503);

    /// <summary>Every kind of problem that the rules know, by the name of its refusal.</summary>
    public static Problem ToProblem(this Refusal refusal) => refusal switch
    {
        Refusal.LevelNotActive it => new(LevelNotActive, new("level_not_active", ("level", $"{it.Level}"))),
        Refusal.UpgradeRequestNotFound => new(UpgradeRequestNotFound, "upgrade_request_not_found"),
        Refusal.LevelAlreadyActive it => new(LevelAlreadyActive, new("level_already_active", ("level", $"{it.Level}"))),
        Refusal.AutomaticGrantingBlocked it => new(
            AutomaticGrantingBlocked, new("automatic_granting_blocked", ("level", $"{it.Level}"))),
        Refusal.UpgradeRequestPending it => new(
            UpgradeRequestPending, new("upgrade_request_pending", ("request", $"{it.RequestId}"))),
        Refusal.UpgradeRequestClosed => new(UpgradeRequestClosed, "upgrade_request_closed"),
        Refusal.OrganizationGone it => new(ProblemCode.Gone, new("organization_gone", ("at", Instants.Write(it.ForgottenAt)))),
        Refusal.ValidUntilInPast => new(ValidUntilInPast, "valid_until_in_past"),
        Refusal.ValidUntilTooFar it => new(
            ValidUntilTooFar, new("valid_until_too_far", ("years", Number(it.MaxYears)))),
        Refusal.ValidUntilRequired => new(ValidUntilRequired, "valid_until_required"),
        Refusal.ValidUntilNotLater it => new(ValidUntilNotLater, NotLater(it.CurrentEnd)),
        Refusal.LevelCRequiresB => new(LevelCRequiresB, "level_c_requires_b"),
        Refusal.LevelCNeverExpires => new(LevelCNeverExpires, "level_c_never_expires"),
        Refusal.OccurredAtInFuture it => new(
            OccurredAtInFuture,
            new("occurred_at_in_future", ("minutes", Number(it.ToleranceMinutes))))
        {
            Errors = Field("occurred_at", "lies in the future"),
        },
        Refusal.AsOfInFuture it => new(
            AsOfInFuture,
            new("as_of_in_future", ("minutes", Number(it.ToleranceMinutes))))
        {
            Errors = Field("as_of", "lies in the future"),
        },
        Refusal.MetricsOutOfRange it => new(MetricsOutOfRange, new("metrics_out_of_range", ("field", it.Field)))
        {
            Errors = Field(it.Field, "is out of range"),
        },
        Refusal.RejectionReasonRequired => new(
            RejectionReasonRequired, "rejection_reason_required")
        {
            Errors = Field("rejection_reason", "is required"),
        },
        Refusal.UpgradeRequestTooSoon it => new(
            UpgradeRequestTooSoon, new("upgrade_request_too_soon", ("from", Instants.Write(it.NextAllowedAt))))
        {
            NextAllowedAt = it.NextAllowedAt,
        },
        Refusal.TooManyCancellations it => new(
            TooManyCancellations, new("too_many_cancellations", ("from", Instants.Write(it.NextAllowedAt))))
        {
            NextAllowedAt = it.NextAllowedAt,
        },
        Refusal.ClockSkew it => new(
            ClockSkew, new("clock_skew", ("at", Instants.Write(it.LastRecordedAt))))
        {
            RetryAfter = TimeSpan.FromMinutes(1),
        },
        _ => throw new InvalidOperationException($"{refusal.GetType().Name} has no problem."),
    };

    public static Problem ToProblem(this StoreFailure failure) => failure switch
    {
        StoreFailure.VersionMismatch => new(ProblemCode.VersionMismatch, "status_changed"),
        StoreFailure.Conflict => new(Conflict, "conflict"),
        StoreFailure.Unavailable => Problem.DatabaseUnavailable,
        StoreFailure.OutcomeUnknown => Problem.OutcomeUnknown,
        StoreFailure.KeyTaken or StoreFailure.KeyInProgress => Problem.IdempotencyInProgress,
        _ => throw new InvalidOperationException($"{failure} has no problem."),
    };

    public static Problem ToProblem(this AdminRefusal refusal) => refusal switch
    {
        AdminRefusal.NotFound => new(ProblemCode.NotFound, "not_found"),
        AdminRefusal.EmailTaken => new(ProblemCode.EmailTaken, "email_taken"),
        AdminRefusal.SlugTaken => new(ProblemCode.SlugTaken, "slug_taken"),
        AdminRefusal.LastPlatformAdmin => new(
            ProblemCode.LastPlatformAdmin, "last_platform_admin"),
        AdminRefusal.NotYours => new(ProblemCode.Forbidden, "not_yours"),
        AdminRefusal.VersionMismatch => new(
            ProblemCode.VersionMismatch, "version_mismatch"),
        AdminRefusal.TooMany => new(ProblemCode.TooMany, "too_many"),
        AdminRefusal.EndpointDisabled => new(
            ProblemCode.EndpointDisabled, "endpoint_disabled"),
        AdminRefusal.ReplayTooLarge => new(
            ProblemCode.ReplayTooLarge, "replay_too_large"),
        AdminRefusal.NoLongerKept => new(ProblemCode.Gone, "no_longer_kept"),
        AdminRefusal.TooManyAsked => new(
            ProblemCode.RateLimited, "too_many_asked")
        {
            RetryAfter = TimeSpan.FromDays(1),
        },
        AdminRefusal.TooManyLinks =>
            new(ProblemCode.RateLimited, "too_many_links") { RetryAfter = TimeSpan.FromHours(1) },
        AdminRefusal.AccountDisabled => new(ProblemCode.ValidationFailed, "account_disabled")
        {
            Errors = Field("disabled", "is true: let the account in first"),
        },
        _ => throw new InvalidOperationException($"{refusal} has no problem."),
    };

    private static Dictionary<string, string[]> Field(string name, string message) => new(StringComparer.Ordinal) { [name] = [message] };

    private static Sentence NotLater(DateTimeOffset? end) => end is { } instant
        ? new Sentence("valid_until_not_later", ("end", Instants.Write(instant)))
        : "no_end_to_move";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
