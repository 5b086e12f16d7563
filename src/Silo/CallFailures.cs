using Orleans.Runtime.Messaging;

namespace StatusLevels.Silo;

/// <summary>What became of a call that Orleans answered itself, in place of the organization.</summary>
public enum CallFailure
{
    /// <summary>It never began: it may be sent again, whatever it asked for.</summary>
    NotBegun,

    /// <summary>It may have been done; nobody can tell.</summary>
    Unknown,
}

/// <summary>
/// Exceptions of Orleans → what became of the call, in one place: those of messaging, placement, directory, catalog and queues that can
/// reach a caller (10.4.2). What only a fault of ours can bring about is not among them.
/// </summary>
public static class CallFailures
{
    /// <summary>
    /// Placement gives up by exceptions that others throw too; these are the first words of its own, and a test holds that they are.
    /// </summary>
    internal static readonly string[] Placement =
    [
        "Message expired before placement could complete for grain ",
        "Grain placement operation timed out for grain ",
    ];

    /// <summary>Null for what is no failure of a call.</summary>
    public static CallFailure? Of(Exception exception) => exception switch
    {
        // No silo was found, or none listens: nothing was sent.
        NotConnectedException or ConnectionFailedException or ClientNotAvailableException => CallFailure.NotBegun,
        // Turned away at the door: a gateway with too much to do, an organization with too long a queue.
        GatewayTooBusyException or LimitExceededException => CallFailure.NotBegun,
        // The node that had the call is gone; what it did with it before, nobody knows.
        SiloUnavailableException => CallFailure.Unknown,
        // Turned away on the way: too many changes of owner, a node that stops, one that began anew.
        OrleansMessageRejectionException => CallFailure.NotBegun,
        TimeoutException or OperationCanceledException when IsPlacement(exception) => CallFailure.NotBegun,
        TimeoutException or OperationCanceledException => CallFailure.Unknown,
        // The directory while its members change, placement without a silo to place in. With an inner exception it is one of the storage.
        { InnerException: null } when exception.GetType() == typeof(OrleansException) => CallFailure.NotBegun,
        _ => null,
    };

    private static bool IsPlacement(Exception exception) =>
        Array.Exists(Placement, words => exception.Message.StartsWith(words, StringComparison.Ordinal));
}
