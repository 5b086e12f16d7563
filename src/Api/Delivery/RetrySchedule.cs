namespace StatusLevels.Api.Delivery;

/// <summary>When something that failed is tried again: about 76 hours in all.</summary>
internal static class RetrySchedule
{
    /// <summary>How often something is tried before it is given up.</summary>
    public const int Tries = 12;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    // After the first try, the second, and so on.
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>The next try after so many; null when there is none left.</summary>
    /// <param name="tries">How many there were, from 1.</param>
    /// <param name="now">When the last one ended.</param>
    /// <param name="retryAfter">What the receiver asked for: it counts when it is later, up to 24 hours.</param>
    public static DateTimeOffset? After(int tries, DateTimeOffset now, DateTimeOffset? retryAfter) =>
        tries >= Tries ? null : Later(now + Spread(Pauses[tries - 1]), now, retryAfter);

    /// <summary>The next look at an endpoint after so many failures in a row: the same pauses, and the last of them for ever.</summary>
    public static DateTimeOffset Probe(int failures, DateTimeOffset now, DateTimeOffset? retryAfter) =>
        Later(now + Spread(Pauses[Math.Min(failures, Pauses.Length) - 1]), now, retryAfter);

    private static DateTimeOffset Later(DateTimeOffset planned, DateTimeOffset now, DateTimeOffset? asked)
    {
        var latest = now + LongestWait;
        var wanted = asked is { } given && given < latest ? given : asked is null ? planned : latest;
        return wanted > planned ? wanted : planned;
    }

    // A tenth more or less, so that what failed together is not tried together.
    private static TimeSpan Spread(TimeSpan pause) => pause * (0.9 + (Random.Shared.NextDouble() * 0.2));
}
