using System.Data.Common;
using System.Net.Sockets;
using Orleans.Storage;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Grains.Organizations;

/// <summary>What an exception of the store means for the change that was being written.</summary>
internal static class StoreFailures
{
    private const string UniqueViolation = "23505";
    private const string LockNotAvailable = "55P03";
    private const string OrganizationKey = "orleansstorage_key";
    private const string IdempotencyKey = "idempotency_keys_key";

    /// <summary>Null for what is no failure of the store: a bug is not dressed up as one.</summary>
    public static StoreFailure? Of(Exception exception) => exception switch
    {
        InconsistentStateException => StoreFailure.Conflict,
        _ when WasNotSent(exception) => StoreFailure.Unavailable,
        DbException database => Of(database),
        TimeoutException => StoreFailure.OutcomeUnknown,
        // Somebody else holds the reminder's row: this change was not begun.
        ReminderException => StoreFailure.Unavailable,
        { InnerException: { } inner } => Of(inner),
        _ => null,
    };

    /// <summary>Nobody answered the call for a connection: nothing was sent. One that breaks later is an error of its stream.</summary>
    public static bool WasNotSent(Exception exception) => exception is DbException { InnerException: SocketException } or SocketException
        || (exception is not DbException && exception.InnerException is { } inner && WasNotSent(inner));

    private static StoreFailure Of(DbException database) => database.SqlState switch
    {
        // Two first writes: the other one won.
        UniqueViolation when database.Message.Contains(OrganizationKey, StringComparison.Ordinal) => StoreFailure.Conflict,
        UniqueViolation when database.Message.Contains(IdempotencyKey, StringComparison.Ordinal) => StoreFailure.KeyTaken,
        // The projection waits for nothing else this short a time.
        LockNotAvailable => StoreFailure.KeyInProgress,
        // The server itself refused: nothing was committed.
        { } => StoreFailure.Unavailable,
        // The connection broke: before the statement was sent, or after it was committed. Nobody here can tell.
        null => StoreFailure.OutcomeUnknown,
    };
}
