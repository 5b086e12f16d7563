using System.Collections.Concurrent;

namespace StatusLevels.Silo.Telemetry;

/// <summary>
/// What pools of connections are called in metrics and traces. Npgsql calls one that was given no name by its connection string, which is
/// nobody's business there; Orleans's providers take nothing but such strings.
/// </summary>
internal static class PoolNames
{
    private static readonly ConcurrentDictionary<string, string> Unnamed = new(StringComparer.Ordinal);
    private static int lastNumber;

    /// <summary>The name itself, or a number in place of a connection string.</summary>
    public static string Of(string name) =>
        name.Contains('=', StringComparison.Ordinal)
            ? Unnamed.GetOrAdd(name, static _ => $"unnamed-{Interlocked.Increment(ref lastNumber)}")
            : name;
}
