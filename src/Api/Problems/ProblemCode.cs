namespace StatusLevels.Api.Problems;

/// <summary>
/// A kind of problem: its stable code, its HTTP status and its title. The codes of the HTTP layer itself are listed here.
/// </summary>
internal sealed record ProblemCode(string Code, int Status, string Title)
{
    public static readonly ProblemCode MalformedJson = new("malformed_json", 400, "The body is not well-formed JSON");
    public static readonly ProblemCode MalformedId = new("malformed_id", 400, "An id is not a UUID");
    public static readonly ProblemCode MalformedRequest = new("malformed_request", 400, "The request is malformed");
    public static readonly ProblemCode Unauthenticated = new("unauthenticated", 401, "Not signed in");
    public static readonly ProblemCode Forbidden = new("forbidden", 403, "Not allowed");
    public static readonly ProblemCode FreshSignInRequired = new("fresh_sign_in_required", 403, "A fresh sign-in is required");
    public static readonly ProblemCode OriginNotAllowed = new("origin_not_allowed", 403, "The origin is not allowed");
    public static readonly ProblemCode NotFound = new("not_found", 404, "Not found");
    public static readonly ProblemCode MethodNotAllowed = new("method_not_allowed", 405, "Method not allowed");
    public static readonly ProblemCode NotAcceptable = new("not_acceptable", 406, "Not acceptable");
    public static readonly ProblemCode RequestTimeout = new("request_timeout", 408, "The request took too long to arrive");
    public static readonly ProblemCode EmailTaken = new("email_taken", 409, "The e-mail address is taken");
    public static readonly ProblemCode SlugTaken = new("slug_taken", 409, "The slug is taken");
    public static readonly ProblemCode LastPlatformAdmin = new("last_platform_admin", 409, "The last platform admin stays");
    public static readonly ProblemCode TooMany = new("too_many", 409, "There are enough of them");
    public static readonly ProblemCode EndpointDisabled = new("endpoint_disabled", 409, "The endpoint is disabled");
    public static readonly ProblemCode EndpointTestFailed = new("endpoint_test_failed", 409, "The test of the endpoint failed");
    public static readonly ProblemCode IdempotencyInProgress = new("idempotency_in_progress", 409, "The first request is still under way");
    public static readonly ProblemCode IdempotencyNotReplayable = new("idempotency_not_replayable", 409, "The answer was not kept");
    public static readonly ProblemCode Gone = new("gone", 410, "Gone");
    public static readonly ProblemCode CursorExpired = new("cursor_expired", 410, "The cursor has expired");
    public static readonly ProblemCode VersionMismatch = new("version_mismatch", 412, "Someone else was faster");
    public static readonly ProblemCode BodyTooLarge = new("body_too_large", 413, "The body is too large");
    public static readonly ProblemCode UnsupportedMediaType = new("unsupported_media_type", 415, "Unsupported media type");
    public static readonly ProblemCode ValidationFailed = new("validation_failed", 422, "The request breaks a rule");
    public static readonly ProblemCode IdempotencyKeyReused = new("idempotency_key_reused", 422, "The key was used for another request");
    public static readonly ProblemCode ReplayTooLarge = new("replay_too_large", 422, "Too much at once");
    public static readonly ProblemCode RateLimited = new("rate_limited", 429, "Too many requests");
    public static readonly ProblemCode InternalError = new("internal_error", 500, "Internal error");
    public static readonly ProblemCode Overloaded = new("overloaded", 503, "Overloaded");
    public static readonly ProblemCode DatabaseUnavailable = new("database_unavailable", 503, "The database is away");
    public static readonly ProblemCode DeliveryHeld = new("delivery_held", 503, "Delivery is held");
    public static readonly ProblemCode IssuerUnavailable = new("issuer_unavailable", 503, "The issuer of the token is away");
    public static readonly ProblemCode MailUnavailable = new("mail_unavailable", 503, "Mail is off");
    public static readonly ProblemCode OutcomeUnknown = new("outcome_unknown", 503, "The outcome is unknown");

    /// <summary>The <c>type</c> of the problem: a name, not an address to fetch.</summary>
    public string Type => $"urn:problem-type:statuslevels:{Code}";
}
