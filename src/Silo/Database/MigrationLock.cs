using Microsoft.Extensions.Logging;
using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>Held by the one session that may change the schema, and gone with it.</summary>
internal static partial class MigrationLock
{
    // Any constant will do, as long as it stays the same: "slmigrat" in ASCII.
    public const long Key = 0x736C_6D69_6772_6174;

    /// <summary>Waits for another process that migrates, as long as its patience lasts.</summary>
    /// <exception cref="StartupException">It did not last.</exception>
    public static async Task TakeAsync(
        NpgsqlConnection connection, TimeSpan patience, ILogger logger, CancellationToken cancellationToken)
    {
        await using var attempt = new NpgsqlCommand("select pg_try_advisory_lock(@key)", connection);
        attempt.Parameters.AddWithValue("key", Key);
        if (await attempt.ExecuteScalarAsync(cancellationToken) is true)
        {
            return;
        }

        LogWaiting(logger, patience);
        await using var wait = new NpgsqlCommand(
            """
            select set_config('lock_timeout', @patience, false);
            select pg_advisory_lock(@key);
            select set_config('lock_timeout', '0', false)
            """,
            connection);
        wait.Parameters.AddWithValue("patience", $"{(long)patience.TotalMilliseconds}ms");
        wait.Parameters.AddWithValue("key", Key);
        try
        {
            await wait.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException failure) when (failure is { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            throw new StartupException(
                $"Another process has been migrating this database for more than {patience.TotalSeconds:0} seconds: "
                + "look at its log, or end its session, and start again.", failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Another process is migrating this database: waiting for it, up to {Patience}.")]
    private static partial void LogWaiting(ILogger logger, TimeSpan patience);
}
