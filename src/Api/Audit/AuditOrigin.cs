using StatusLevels.Api.Idempotency;

namespace StatusLevels.Api.Audit;

/// <summary>Who makes a change of administration, and from where.</summary>
/// <param name="Actor">The user, the service, or the product itself.</param>
/// <param name="IpAddress">Where the request came from.</param>
/// <param name="UserAgent">What program made it, cut at 512 characters.</param>
/// <param name="TraceId">Under which the log lines of the request are found.</param>
/// <param name="Keyed">Under which key the answer is kept.</param>
internal sealed record AuditOrigin(
    Actor Actor, string? IpAddress = null, string? UserAgent = null, string? TraceId = null, KeyedRequest? Keyed = null)
{
    /// <summary>The product itself, at start.</summary>
    public static AuditOrigin System { get; } = new(Actor.System);

    public static AuditOrigin Of(HttpContext context)
    {
        var call = context.ToCall();
        return new(call.Actor, call.IpAddress, call.UserAgent, Problem.TraceId(context), context.Keyed());
    }
}
