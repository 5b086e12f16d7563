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

    private const int NamesTold = 8;

    /// <summary>How long a node waits for another one that is migrating.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Runs the migrations that are missing, each in a transaction of its own, and then the current texts that have changed, in one.
    /// </summary>
    /// <param name="connectionString">The owner's connection, never through a transaction pooler. Pooling is switched off for it.</param>
    /// <param name="logger">Hears of what was run.</param>
    /// <param name="cancellationToken">Stops the waiting; a script that runs is finished.</param>
    /// <exception cref="StartupException">
    /// A script failed or was edited, another node kept the lock too long, or the database is newer than this build.
    /// </exception>
    public static Task MigrateAsync(string connectionString, ILogger logger, CancellationToken cancellationToken = default) =>
        MigrateAsync(connectionString, SchemaScripts.Embedded, DefaultPatience, logger, cancellationToken);

    /// <summary>
    /// What <see cref="MigrateAsync(string, ILogger, CancellationToken)"/> would find. Changes nothing and waits for nobody.
    /// </summary>
    public static Task<MigrationStatus> PendingAsync(string connectionString, CancellationToken cancellationToken = default) =>
        PendingAsync(connectionString, SchemaScripts.Embedded, cancellationToken);

    /// <summary>
    /// For a node that must not migrate by itself. A newer database is only logged: migrations keep the previous build
    /// working, and nodes of both builds run side by side during an upgrade.
    /// </summary>
    /// <exception cref="StartupException">Something is missing, or a migration was edited.</exception>
    public static Task RequireMigratedAsync(string connectionString, ILogger logger, CancellationToken cancellationToken = default) =>
        RequireMigratedAsync(connectionString, SchemaScripts.Embedded, logger, cancellationToken);

    internal static async Task RequireMigratedAsync(
        string connectionString, SchemaScripts scripts, ILogger logger, CancellationToken cancellationToken)
    {
        var status = await ReadStatusAsync(connectionString, scripts, cancellationToken);
        RequireUnedited(status);
        if (status.Pending.Count > 0)
        {
            throw new StartupException(
                $"The database lacks {Count(status.Pending)} of this version ({Names(status.Pending)}): "
                + "run the migrate command, or set MIGRATE_ON_START=true.");
        }

        if (status.Unknown.Count > 0)
        {
            LogNewerDatabase(logger, Names(status.Unknown));
        }
    }

    internal static async Task MigrateAsync(
        string connectionString, SchemaScripts scripts, TimeSpan patience, ILogger logger, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Unpooled(connectionString));
        await connection.OpenAsync(cancellationToken);
        await MigrationLock.TakeAsync(connection, patience, logger, cancellationToken);
        await PrepareAsync(connection, scripts, cancellationToken);

        var journal = await MigrationJournal.ReadAsync(connection, cancellationToken);
        var status = journal.Compare(scripts);
        if (status.Unknown.Count > 0)
        {
            throw new StartupException(
                $"The database is newer than this version of the program: it has {Count(status.Unknown)} that this version "
                + $"does not know ({Names(status.Unknown)}). Start the version that made them.");
        }

        RequireUnedited(status);
        foreach (var migration in scripts.Migrations.Where(migration => !journal.Migrations.ContainsKey(migration.Name)))
        {
            RequireNewest(migration, journal);
            cancellationToken.ThrowIfCancellationRequested();
            await RunAsync(connection, [migration], () => MigrationJournal.AddMigrationAsync(connection, migration));
            LogApplied(logger, migration.Name);
        }

        await RunCurrentAsync(connection, scripts, journal, logger, cancellationToken);
        if (await FirstProduct.TablesInAsync(connection, cancellationToken) is { } tables)
        {
            LogBeside(logger, tables);
        }

        // The session ends here, and the lock with it.
    }

    internal static async Task<MigrationStatus> PendingAsync(
        string connectionString, SchemaScripts scripts, CancellationToken cancellationToken)
    {
        // A transaction pooler refuses the search path, and every name in these questions has its schema.
        var settings = new NpgsqlConnectionStringBuilder(Unpooled(connectionString)) { SearchPath = null };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return (await MigrationJournal.ReadAsync(connection, cancellationToken)).Compare(scripts);
    }

    private static async Task<MigrationStatus> ReadStatusAsync(
        string connectionString, SchemaScripts scripts, CancellationToken cancellationToken)
    {
        try
        {
            return await PendingAsync(connectionString, scripts, cancellationToken);
        }
        catch (PostgresException failure) when (failure is { SqlState: PostgresErrorCodes.InsufficientPrivilege })
        {
            throw new StartupException(
                $"The database user may not read the schema {Schema} ({failure.MessageText}): let the owner's role run the migrate "
                + "command, then GRANT statuslevels_runtime TO this user.", failure);
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

    private static async Task PrepareAsync(NpgsqlConnection connection, SchemaScripts scripts, CancellationToken cancellationToken)
    {
        try
        {
            await MigrationJournal.PrepareAsync(connection, scripts, cancellationToken);
        }
        catch (PostgresException failure) when (failure is { SqlState: PostgresErrorCodes.InsufficientPrivilege })
        {
            throw new StartupException(
                $"The database user may not create or change the schema {Schema} ({failure.MessageText}): "
                + "let the owner's role migrate, by MIGRATIONS_DATABASE_URL.", failure);
        }
    }

    private static void RequireUnedited(MigrationStatus status)
    {
        if (status.Edited.Count > 0)
        {
            throw new StartupException(
                $"Migration {status.Edited[0]} was edited after this database had run it: "
                + "give it its text back, and put what changes into a new one.");
        }
    }

    // Every database runs them in one order.
    private static void RequireNewest(SchemaScript migration, MigrationJournal journal)
    {
        if (journal.Migrations.Keys.Where(name => string.CompareOrdinal(name, migration.Name) > 0).Max(StringComparer.Ordinal) is { } later)
        {
            throw new StartupException(
                $"Migration {migration.Name} comes before {later}, which this database has run already: give it the next number.");
        }
    }

    private static async Task RunCurrentAsync(
        NpgsqlConnection connection, SchemaScripts scripts, MigrationJournal journal, ILogger logger, CancellationToken cancellationToken)
    {
        List<SchemaScript> changed = [.. journal.Changed(scripts)];
        if (changed.Count == 0 && journal.Revision == scripts.Revision)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await RunAsync(connection, changed, () => MigrationJournal.SetCurrentAsync(connection, scripts));
        LogCurrent(logger, changed.Count);
    }

    // One transaction. Once begun it is finished, whoever loses patience.
    private static async Task RunAsync(NpgsqlConnection connection, IReadOnlyList<SchemaScript> scripts, Func<Task> record)
    {
        var running = "(the journal)";
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            foreach (var script in scripts)
            {
                running = script.Name;
                await using var command = new NpgsqlCommand(script.Text, connection);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }

            await record();
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException failure)
        {
            throw new StartupException($"Migration {running} failed and was rolled back: {Reason(failure)}", failure);
        }
    }

    private static string Reason(Exception failure) =>
        failure is PostgresException { Where: { Length: > 0 } where } postgres
            ? $"{postgres.MessageText} ({postgres.SqlState}; {where.ReplaceLineEndings(" ")})"
            : failure is PostgresException other ? $"{other.MessageText} ({other.SqlState})" : failure.Message;

    private static string Count(IReadOnlyList<string> names) => names.Count == 1 ? "a migration" : $"{names.Count} migrations";

    // A new database lacks them all.
    private static string Names(IReadOnlyList<string> names) =>
        names.Count <= NamesTold ? string.Join(", ", names) : $"{string.Join(", ", names.Take(NamesTold))}, …";

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Migration}.")]
    private static partial void LogApplied(ILogger logger, string migration);

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied the current texts: {Changed} had changed.")]
    private static partial void LogCurrent(ILogger logger, int changed);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "This database holds tables of the product that StatusLevels replaces ({Tables}), which were left alone: the next step is statuslevels takeover.")]
    private static partial void LogBeside(ILogger logger, string tables);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The database is newer than this version of the program: it has what this version does not know ({Migrations}).")]
    private static partial void LogNewerDatabase(ILogger logger, string migrations);
}
