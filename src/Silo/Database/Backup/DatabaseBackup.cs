using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Silo.Database.Backup;

/// <summary>The database as one file, written and read by PostgreSQL's own <c>pg_dump</c> and <c>pg_restore</c>.</summary>
public static partial class DatabaseBackup
{
    // Nodes that were up when the file was written are none of the new database's: theirs would wait for them, or even join them.
    private const string ForgetNodes = "delete from statuslevels.orleansmembershiptable; delete from statuslevels.orleansmembershipversiontable; analyze";

    // What was sent is not in the file, or what was never sent is: an operator looks at it before people hear of it.
    private const string HoldDelivery = """
        update statuslevels.delivery_state
        set held_at = coalesce(held_at, clock_timestamp()), held_because = coalesce(held_because, 'this database was restored from a backup');
        select statuslevels.close_credential_lists()
        """;

    private const string MakeRoles = """
        do $$
        declare
            missing text;
        begin
            foreach missing in array array ['statuslevels_runtime', 'anon', 'authenticated', 'service_role']
            loop
                if not exists (select from pg_roles where rolname = missing) then
                    execute format('create role %I nologin', missing);
                end if;
            end loop;
        end
        $$
        """;

    /// <summary>Writes one consistent moment of the database; a product that runs goes on meanwhile.</summary>
    /// <param name="configuration">Names the database, as for the product.</param>
    /// <param name="loggers">For what a private server says.</param>
    /// <param name="file">
    /// A file that does not exist yet. It is made for its owner alone, and appears under this name when it is whole.
    /// </param>
    /// <param name="cancellationToken">Gives up, and leaves no file.</param>
    /// <exception cref="StartupException">One sentence for the operator.</exception>
    public static async Task WriteAsync(
        IConfiguration configuration, ILoggerFactory loggers, string file, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file);
        if (File.Exists(path))
        {
            throw new StartupException($"The file '{path}' exists: name one that does not, so that no backup is written over.");
        }

        await using var database = await OwnedDatabase.FindAsync(
            DatabaseOptions.From(configuration), loggers.CreateLogger<OwnedDatabase>(), cancellationToken);

        // It holds hashes of passwords: for its owner alone from the first byte on, under a name that nobody can have prepared, and written
        // into the file that was made, whatever has that name by then.
        var unfinished = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.unfinished";
        try
        {
            await using var made = PrivateFiles.Open(unfinished, FileMode.CreateNew, FileShare.None);
            try
            {
                await PostgresProgram.RunAsync(database.Settings, "pg_dump", ["--format=custom", "--no-password"], cancellationToken, made);
                await made.FlushAsync(cancellationToken);
                File.Move(unfinished, path);
            }
            finally
            {
                File.Delete(unfinished);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file '{path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Fills an empty database from a file that <see cref="WriteAsync"/> made, in one transaction, and brings it up to this version. The
    /// objects belong to the role that restores; the roles that rights are granted to are made when missing.
    /// </summary>
    /// <exception cref="StartupException">One sentence for the operator: among others that the database is not empty.</exception>
    public static async Task ReadAsync(
        IConfiguration configuration, ILoggerFactory loggers, string file, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            throw new StartupException($"There is no file '{path}'.");
        }

        var logger = loggers.CreateLogger<OwnedDatabase>();
        await using var database = await OwnedDatabase.StartAsync(DatabaseOptions.From(configuration), logger, cancellationToken);
        var connectionString = new NpgsqlConnectionStringBuilder(database.Settings.ConnectionString) { Pooling = false }.ConnectionString;
        if (await ExecuteAsync(connectionString, $"select to_regnamespace('{Migrator.Schema}') is null", cancellationToken) is false)
        {
            throw new StartupException("The database already holds a StatusLevels: restore into an empty one (another DATABASE_URL, or another DATA_DIR for the private server), and then start the product on that.");
        }

        await ExecuteAsync(connectionString, MakeRoles, cancellationToken);
        await PostgresProgram.RunAsync(
            database.Settings, "pg_restore", ["--no-owner", "--exit-on-error", "--single-transaction", "--no-password", path],
            cancellationToken);
        await Migrator.MigrateAsync(connectionString, logger, cancellationToken);
        await ExecuteAsync(connectionString, ForgetNodes, cancellationToken);
        await ExecuteAsync(connectionString, HoldDelivery, cancellationToken);
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            return await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new StartupException($"The database to restore into does not do what it must: {exception.Message}", exception);
        }
    }
}
