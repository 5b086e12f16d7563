using System.Globalization;
using StatusLevels.Api.Json;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Problems;

/// <summary>What the rules refuse and what the store could not do → problem. Every case has its line; a new one does not compile away silently.</summary>
internal static class RefusalProblems
{
    /// <summary>Nothing was written and trying again is safe: the edge does so once before anybody hears of it.</summary>
    public static readonly ProblemCode Conflict = new("conflict", 409, "Somebody else was faster");

    /// <summary>Every kind of problem that the rules know, by the name of its refusal.</summary>
    public static Problem ToProblem(this Refusal refusal) => refusal switch
    {
        Refusal.LevelNotActive it => new(Code(it, 404, "The level is not held"), $"The organization does not hold level {it.Level}."),
        Refusal.UpgradeRequestNotFound it => new(Code(it, 404, "No such request"), "The organization has no upgrade request with this id."),
        Refusal.LevelAlreadyActive it => new(Code(it, 409, "The level is held already"), $"Level {it.Level} is active already."),
        Refusal.AutomaticGrantingBlocked it => new(
            Code(it, 409, "Automatic granting is blocked"), $"A person revoked level {it.Level}; only a person can grant it again."),
        Refusal.UpgradeRequestPending it => new(
            Code(it, 409, "A request is pending"), $"Request {it.RequestId} is still waiting for an answer; one request at a time."),
        Refusal.UpgradeRequestClosed it => new(Code(it, 409, "The request is closed"), "The request was answered or cancelled before."),
        Refusal.OrganizationGone it => new(Code(it, 410, "Gone"), $"The organization was forgotten at {Instants.Write(it.ForgottenAt)}."),
        Refusal.ValidUntilInPast it => new(Code(it, 422, "The date is past"), "valid_until must lie in the future."),
        Refusal.ValidUntilTooFar it => new(
            Code(it, 422, "The date is too far away"), string.Create(CultureInfo.InvariantCulture, $"valid_until may lie at most {it.MaxYears} years ahead.")),
        Refusal.ValidUntilRequired it => new(Code(it, 422, "A date is required"), "Level A is renewed to a date: valid_until is required."),
        Refusal.ValidUntilNotLater it => new(Code(it, 422, "The date is not later"), NotLater(it.CurrentEnd)),
        Refusal.LevelCRequiresB it => new(Code(it, 422, "Level C requires level B"), "Level C stands on an active level B, and B is not active."),
        Refusal.LevelCNeverExpires it => new(Code(it, 422, "Level C never expires"), "Level C has no date: valid_until does not apply to it."),
        Refusal.OccurredAtInFuture it => new(
            Code(it, 422, "The event lies in the future"),
            string.Create(CultureInfo.InvariantCulture, $"occurred_at may lie at most {it.ToleranceMinutes} minutes ahead.")),
        Refusal.AsOfInFuture it => new(
            Code(it, 422, "The metrics lie in the future"),
            string.Create(CultureInfo.InvariantCulture, $"as_of may lie at most {it.ToleranceMinutes} minutes ahead.")),
        Refusal.MetricsOutOfRange it => new(Code(it, 422, "A metric is out of range"), $"{it.Field} is out of range.")
        {
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [it.Field] = ["is out of range"] },
        },
        Refusal.RejectionReasonRequired it => new(
            Code(it, 422, "A reason is required"), "The organization learns why its request was rejected: rejection_reason is required."),
        Refusal.UpgradeRequestTooSoon it => new(
            Code(it, 429, "Too soon"), $"The next request for this level is possible from {Instants.Write(it.NextAllowedAt)} on.")
        {
            NextAllowedAt = it.NextAllowedAt,
        },
        Refusal.TooManyCancellations it => new(
            Code(it, 429, "Too many cancellations"), $"Requests can be cancelled again from {Instants.Write(it.NextAllowedAt)} on.")
        {
            NextAllowedAt = it.NextAllowedAt,
        },
        Refusal.ClockSkew it => new(
            Code(it, 503, "The clock is behind"), $"This node's clock lies behind what was recorded at {Instants.Write(it.LastRecordedAt)}.")
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
        _ => throw new InvalidOperationException($"{failure} has no problem."),
    };

    private static ProblemCode Code(Refusal refusal, int status, string title) => new(refusal.Code, status, title);

    private static string NotLater(DateTimeOffset? end) => end is { } instant
        ? $"valid_until must be later than the end so far, {Instants.Write(instant)}."
        : "The level has no end that could be moved.";
}
