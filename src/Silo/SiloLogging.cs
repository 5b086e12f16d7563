using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo;

/// <summary>What Orleans logs and an operator should not be frightened with.</summary>
internal static class SiloLogging
{
    private const string Watchdog = "Orleans.Runtime.Watchdog";

    /// <summary>
    /// The first time at which its watchdog can have something true to say: it warns of a check that is two periods of 10 s late.
    /// </summary>
    private static readonly TimeSpan FirstTruth = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Orleans 10.4.2 starts one thread of its watchdog before it sets the time that this thread looks at,
    /// and so warns at some starts of a check that "has not completed" since the machine was switched on.
    /// </summary>
    public static void LeaveOutFalseAlarms(this ILoggingBuilder logging)
    {
        var start = Stopwatch.GetTimestamp();
        logging.AddFilter(
            Watchdog, level => level > LogLevel.Warning || (level == LogLevel.Warning && Stopwatch.GetElapsedTime(start) > FirstTruth));
    }

    /// <summary>
    /// Each connection that is refused would be a warning with a stack; <see cref="Trust.RefusedPeers"/> tells how many there were.
    /// </summary>
    public static void LeaveOutRefusals(this ILoggingBuilder logging) =>
        logging.AddFilter("Orleans.Connections.Security.TlsServerConnectionMiddleware", LogLevel.Error);

    /// <summary>A client that finds no silo says so once; its parts would say it at every try.</summary>
    public static void LeaveOutSearching(this ILoggingBuilder logging) =>
        logging.AddFilter("Orleans.Messaging.GatewayManager", LogLevel.Error);
}
