using StatusLevels.Api.Organizations;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Counts the requests of each caller on this node, by what they proved to be. A minute begins with the first request of a caller. What is
/// remembered is bounded: made-up addresses without end make it forget the oldest, and cost neither memory nor anybody else's turn.
/// </summary>
internal sealed class CallLimiter(ApiSettings settings, TimeProvider time)
{
    /// <summary>How many callers of each kind are remembered for a minute: some 10 MB each at most.</summary>
    private const int Remembered = 100_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly AttemptCounter addresses = Counter(settings.Limits.PublicPerMinute, time);
    private readonly AttemptCounter embedded = Counter(settings.Limits.BadgesPerMinute, time);
    private readonly AttemptCounter people = Counter(settings.Limits.SignedInPerMinute, time);
    private readonly AttemptCounter services = Counter(settings.Limits.ServicePerMinute, time);
    private readonly TokenBucket payments = new(settings.Limits.PaymentsPerSecond, settings.Limits.PaymentsBurst, time);

    /// <summary>Counts a request; how long to wait, when it is one too many.</summary>
    /// <param name="context">The request; where it comes from is what the trusted proxies tell.</param>
    /// <param name="caller">Null for whoever proved nothing.</param>
    public TimeSpan? Refuse(HttpContext context, Caller? caller) => caller switch
    {
        null => (IsEmbedded(context) ? embedded : addresses).Refuse(ClientAddress.Key(context.Connection.RemoteIpAddress)),
        Caller.Person person => people.Refuse(person.Id),
        Caller.Service service when ReferenceEquals(service, Caller.Service.Payments) => payments.Refuse(),
        Caller.Service service => services.Refuse(service.Id),
        _ => throw new NotSupportedException($"{caller.GetType().Name} is a kind of caller without a limit."),
    };

    /// <summary>
    /// Counts a request that is refused before it comes to its limit; what to answer: the problem, or that there are too many of them.
    /// </summary>
    public Problem Count(HttpContext context, Problem problem) =>
        Refuse(context, context.User.Caller()) is { } pause ? CallLimits.TooMany(pause) : problem;

    private static bool IsEmbedded(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ServesStrangers>() is { IsEmbedded: true };

    private static AttemptCounter Counter(int permits, TimeProvider time) =>
        new(permits, Minute, Remembered, time) { ForgetsOldest = true };
}
