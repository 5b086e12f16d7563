using DbUp.Engine;
using DbUp.Postgresql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>
/// Brings the schema <c>statuslevels</c> of a database up to this build. Any number of nodes may start at once: a session
/// lock on a connection of its own lets one of them work while the others wait, and find nothing left to do.
/// </summary>
public static partial class Migrator
{
    /// <summary>The schema of everything that is ours, the tables of Orleans included.</summary>
    public const string Schema = "statuslevels";

    /// <summary>How long a node waits for another one that is migrating.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(5);

    // Any constant will do, as long as it stays the same: "slmigrat" in ASCII.
    internal const long LockKey = 0x736C_6D69_6772_6174;

    /// <summary>Applies what is pending, each script in a transaction of its own.</summary>
    /// <param name="connectionString">The owner's connection, never through a transaction pooler. Pooling is switched off for it.</param>
    /// <param name="logger">Hears of each script that was applied.</param>
    /// <param name="cancellationToken">Stops the waiting; a script that runs is finished.</param>
    /// <exception cref="StartupException">A script failed, another node kept the lock too long, or the database is newer than this build.</exception>
    public static Task MigrateAsync(string connectionString, ILogger logger, CancellationToken cancellationToken = default) =>
        MigrateAsync(connectionString, MigrationScripts.Embedded, DefaultPatience, logger, cancellationToken);

    /// <summary>What <see cref="MigrateAsync(string, ILogger, CancellationToken)"/> would find. Changes nothing and waits for nobody.</summary>
    public static Task<MigrationStatus> PendingAsync(string connectionString, CancellationToken cancellationToken = default) =>
        PendingAsync(connectionString, MigrationScripts.Embedded, cancellationToken);

    /// <summary>
    /// For a node that must not migrate by itself. A newer database is only logged: migrations keep the previous build
    /// working, and nodes of both builds run side by side during an upgrade.
    /// </summary>
    /// <exception cref="StartupException">A migration is missing.</exception>
    public static async Task RequireMigratedAsync(string connectionString, ILogger logger, CancellationToken cancellationToken = default)
    {
        var status = await ReadStatusAsync(connectionString, cancellationToken);
        if (status.Pending.Count > 0)
        {
            throw new StartupException(
                $"The database lacks {Count(status.Pending)} of this version ({string.Join(", ", status.Pending)}): "
                + "run the migrate command, or set MIGRATE_ON_START=true.");
        }

        if (status.Unknown.Count > 0)
        {
            LogNewerDatabase(logger, string.Join(", ", status.Unknown));
        }
    }

    internal static async Task MigrateAsync(
        string connectionString, IReadOnlyList<SqlScript> scripts, TimeSpan patience, ILogger logger, CancellationToken cancellationToken)
    {
        var owned = Unpooled(connectionString);
        await using var connection = new NpgsqlConnection(owned);
        await connection.OpenAsync(cancellationToken);
        await LockAsync(connection, patience, logger, cancellationToken);
        await PrepareSchemaAsync(connection, cancellationToken);

        var status = Compare(scripts, await AppliedAsync(connection, cancellationToken));
        if (status.Unknown.Count > 0)
        {
            throw new StartupException(
                $"The database is newer than this version of the program: it has {Count(status.Unknown)} that this version "
                + $"does not know ({string.Join(", ", status.Unknown)}). Start the version that made them.");
        }

        if (status.Pending.Count > 0)
        {
            await Task.Run(() => Upgrade(owned, scripts, logger), cancellationToken);
        }

        // The session ends here, and the lock with it.
    }

    internal static async Task<MigrationStatus> PendingAsync(
        string connectionString, IReadOnlyList<SqlScript> scripts, CancellationToken cancellationToken)
    {
        // A transaction pooler refuses the search path, and every name in these questions has its schema.
        var settings = new NpgsqlConnectionStringBuilder(Unpooled(connectionString)) { SearchPath = null };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select to_regclass('statuslevels.schema_migrations') is not null", connection);
        return await exists.ExecuteScalarAsync(cancellationToken) is true
            ? Compare(scripts, await AppliedAsync(connection, cancellationToken))
            : Compare(scripts, []);
    }

    private static async Task<MigrationStatus> ReadStatusAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            return await PendingAsync(connectionString, cancellationToken);
        }
        catch (PostgresException failure) when (failure is { SqlState: PostgresErrorCodes.InsufficientPrivilege })
        {
            var role = new NpgsqlConnectionStringBuilder(connectionString).Username;
            throw new StartupException(
                $"The database user \"{role}\" may not read the schema {Schema} ({failure.MessageText}): let the owner's role run the migrate "
                + $"command, then GRANT statuslevels_runtime TO \"{role}\".", failure);
        }
    }

    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            SearchPath = Schema,
            MaxAutoPrepare = 0,
            // An index over a large table takes as long as it takes.
            CommandTimeout = 0,
        }.ConnectionString;

    private static async Task LockAsync(NpgsqlConnection connection, TimeSpan patience, ILogger logger, CancellationToken cancellationToken)
    {
        await using var attempt = new NpgsqlCommand("select pg_try_advisory_lock(@key)", connection);
        attempt.Parameters.AddWithValue("key", LockKey);
        if (await attempt.ExecuteScalarAsync(cancellationToken) is true)
        {
            return;
        }

        LogWaiting(logger, patience);
        await using var wait = new NpgsqlCommand(
            "select set_config('lock_timeout', @patience, false); select pg_advisory_lock(@key); select set_config('lock_timeout', '0', false)",
            connection);
        wait.Parameters.AddWithValue("patience", $"{(long)patience.TotalMilliseconds}ms");
        wait.Parameters.AddWithValue("key", LockKey);
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

    private static async Task PrepareSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            // CREATE SCHEMA IF NOT EXISTS asks for the privilege even where the schema is there.
            await using var command = new NpgsqlCommand(
                $"""
                do $$
                begin
                    if to_regnamespace('statuslevels') is null then
                        create schema statuslevels;
                    end if;
                    revoke all on schema statuslevels from public;
                end
                $$;
                {MigrationJournal.CreateTable}
                """,
                connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException failure) when (failure is { SqlState: PostgresErrorCodes.InsufficientPrivilege })
        {
            throw new StartupException(
                $"The database user may not create or change the schema {Schema} ({failure.MessageText}): "
                + "let the owner's role migrate, by MIGRATIONS_DATABASE_URL.", failure);
        }
    }

    private static async Task<List<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(MigrationJournal.ReadNames, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> names = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private static MigrationStatus Compare(IReadOnlyList<SqlScript> scripts, IReadOnlyList<string> applied) =>
        new([.. scripts.Select(script => script.Name).Except(applied, StringComparer.Ordinal)],
            [.. applied.Except(scripts.Select(script => script.Name), StringComparer.Ordinal)]);

    private static void Upgrade(string connectionString, IReadOnlyList<SqlScript> scripts, ILogger logger)
    {
        var connections = new PostgresqlConnectionManager(connectionString);
        var engine = PostgresqlExtensions.PostgresqlDatabase(connections, Schema)
            .WithScripts(scripts)
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .JournalTo((_, _) => new MigrationJournal(() => connections))
            .LogToNowhere()
            .Build();
        engine.ScriptExecuted += (_, applied) => LogApplied(logger, ((ScriptExecutedEventArgs)applied).Script.Name);

        var result = engine.PerformUpgrade();
        if (!result.Successful)
        {
            throw new StartupException(
                $"Migration {result.ErrorScript?.Name ?? "(none yet)"} failed and was rolled back: {Reason(result.Error)}", result.Error);
        }
    }

    private static string Reason(Exception failure) =>
        failure is PostgresException { Where: { Length: > 0 } where } postgres
            ? $"{postgres.MessageText} ({postgres.SqlState}; {where.ReplaceLineEndings(" ")})"
            : failure is PostgresException other ? $"{other.MessageText} ({other.SqlState})" : failure.Message;

    private static string Count(IReadOnlyList<string> names) => names.Count == 1 ? "a migration" : $"{names.Count} migrations";

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Migration}.")]
    private static partial void LogApplied(ILogger logger, string migration);

    [LoggerMessage(Level = LogLevel.Information, Message = "Another process is migrating this database: waiting for it, up to {Patience}.")]
    private static partial void LogWaiting(ILogger logger, TimeSpan patience);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is newer than this version of the program: it has migrations that this version does not know ({Migrations}).")]
    private static partial void LogNewerDatabase(ILogger logger, string migrations);
}
