namespace StatusLevels.Api.Delivery;

/// <summary>A try to deliver, and what came of it.</summary>
/// <param name="At">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="StatusCode">What a receiver of webhooks answered, or the reply code of a mail server; null without an answer.</param>
/// <param name="Error">Why it did not succeed, for the owner of the target; null when it did.</param>
/// <param name="Body">The beginning of the answer, at most 1 KiB.</param>
/// <param name="RetryAfter">Not before then, the receiver asks.</param>
internal sealed record Attempt(
    DateTimeOffset At, int Milliseconds, AttemptOutcome Outcome, int? StatusCode = null, string? Error = null, string? Body = null,
    DateTimeOffset? RetryAfter = null);

/// <summary>What came of a try.</summary>
internal enum AttemptOutcome
{
    /// <summary>The target has it.</summary>
    Delivered,

    /// <summary>Not now: it is tried again by the schedule.</summary>
    Failed,

    /// <summary>Never: the target refuses it for good (a mail's recipient that does not exist).</summary>
    Refused,

    /// <summary>The target asks not to be called any more (410).</summary>
    Gone,

    /// <summary>Not sent, because it is no longer to be: <see cref="Attempt.Error"/> says why in a word.</summary>
    Cancelled,
}
