using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Problems;

/// <summary>
/// A kind of problem: its stable code, its HTTP status; its title is among the words of the product. The codes of the HTTP layer itself are
/// listed here.
/// </summary>
internal sealed record ProblemCode(string Code, int Status)
{
    private readonly string title = $"title.{Code}";

    public static readonly ProblemCode MalformedJson = new("malformed_json", 400);
    public static readonly ProblemCode MalformedId = new("malformed_id", 400);
    public static readonly ProblemCode MalformedRequest = new("malformed_request", 400);
    public static readonly ProblemCode Unauthenticated = new("unauthenticated", 401);
    public static readonly ProblemCode Forbidden = new("forbidden", 403);
    public static readonly ProblemCode FreshSignInRequired = new("fresh_sign_in_required", 403);
    public static readonly ProblemCode OriginNotAllowed = new("origin_not_allowed", 403);
    public static readonly ProblemCode NotFound = new("not_found", 404);
    public static readonly ProblemCode NotLoggedYet = new("not_logged_yet", 404);
    public static readonly ProblemCode MethodNotAllowed = new("method_not_allowed", 405);
    public static readonly ProblemCode NotAcceptable = new("not_acceptable", 406);
    public static readonly ProblemCode RequestTimeout = new("request_timeout", 408);
    public static readonly ProblemCode EmailTaken = new("email_taken", 409);
    public static readonly ProblemCode SlugTaken = new("slug_taken", 409);
    public static readonly ProblemCode LastPlatformAdmin = new("last_platform_admin", 409);
    public static readonly ProblemCode TooMany = new("too_many", 409);
    public static readonly ProblemCode EndpointDisabled = new("endpoint_disabled", 409);
    public static readonly ProblemCode EndpointTestFailed = new("endpoint_test_failed", 409);
    public static readonly ProblemCode IdempotencyInProgress = new("idempotency_in_progress", 409);
    public static readonly ProblemCode IdempotencyNotReplayable = new("idempotency_not_replayable", 409);
    public static readonly ProblemCode Gone = new("gone", 410);
    public static readonly ProblemCode CursorExpired = new("cursor_expired", 410);
    public static readonly ProblemCode VersionMismatch = new("version_mismatch", 412);
    public static readonly ProblemCode BodyTooLarge = new("body_too_large", 413);
    public static readonly ProblemCode UnsupportedMediaType = new("unsupported_media_type", 415);
    public static readonly ProblemCode ValidationFailed = new("validation_failed", 422);
    public static readonly ProblemCode IdempotencyKeyReused = new("idempotency_key_reused", 422);
    public static readonly ProblemCode ReplayTooLarge = new("replay_too_large", 422);
    public static readonly ProblemCode RateLimited = new("rate_limited", 429);
    public static readonly ProblemCode InternalError = new("internal_error", 500);
    public static readonly ProblemCode Overloaded = new("overloaded", 503);
    public static readonly ProblemCode DatabaseUnavailable = new("database_unavailable", 503);
    public static readonly ProblemCode DeliveryHeld = new("delivery_held", 503);
    public static readonly ProblemCode IssuerUnavailable = new("issuer_unavailable", 503);
    public static readonly ProblemCode MailUnavailable = new("mail_unavailable", 503);
    public static readonly ProblemCode OutcomeUnknown = new("outcome_unknown", 503);

    /// <summary>The <c>type</c> of the problem: a name, not an address to fetch.</summary>
    public string Type => $"urn:problem-type:statuslevels:{Code}";

    /// <summary>The kind of problem in a few words.</summary>
    public string Title(Phrases words) => words.Say(title);
}
