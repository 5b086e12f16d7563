using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Counts, by address, the requests that proved nothing where something was needed, or something that is not so. Whoever fails too often
/// hears 429 instead of 401, and is not looked up any more; credentials that are right are counted elsewhere, and get through beside it.
/// </summary>
internal sealed class FailedCredentials(ApiSettings settings, TimeProvider time)
{
    private const int Remembered = 100_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly AttemptCounter addresses = new(settings.Limits.PublicPerMinute, Minute, Remembered, time) { ForgetsOldest = true };

    /// <summary>This address has used up what it may get wrong.</summary>
    public bool AreTooMany(HttpContext context) => addresses.IsUsedUp(ClientAddress.Key(context.Connection.RemoteIpAddress));

    /// <summary>Counts a failure; what to answer: the problem, or that there are too many of them.</summary>
    public Problem Count(HttpContext context, Problem problem) =>
        addresses.Refuse(ClientAddress.Key(context.Connection.RemoteIpAddress)) is { } pause ? CallLimits.TooMany(pause) : problem;
}
