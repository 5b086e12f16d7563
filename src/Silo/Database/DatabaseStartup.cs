using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Silo.Database;

/// <summary>What must have happened before the host is built: a database that answers, and has the schema of this version.</summary>
public static partial class DatabaseStartup
{
    private const string LogCategory = "StatusLevels.Database";

    /// <summary>
    /// Starts the private server or finds the operator's database, migrates when told to, else checks that nothing is missing.
    /// </summary>
    /// <exception cref="StartupException">One sentence for the operator.</exception>
    public static async Task<DatabaseSession> OpenAsync(
        IConfiguration configuration, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var options = DatabaseOptions.From(configuration);
        var logger = loggers.CreateLogger(LogCategory);
        return options.Database is { } database
            ? await OpenGivenAsync(options, database, logger, cancellationToken)
            : await OpenPrivateAsync(options, logger, cancellationToken);
    }

    /// <summary>Only migrates, for the command line; without a database of the operator's the private server runs for that time.</summary>
    /// <exception cref="StartupException">One sentence for the operator.</exception>
    public static async Task MigrateAsync(IConfiguration configuration, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var options = DatabaseOptions.From(configuration) with { MigrateOnStart = true };
        var logger = loggers.CreateLogger(LogCategory);
        if (options.Database is { } database)
        {
            await MigrateAsync(options, ConnectionStringParser.Parse(database, options.DatabaseSource), logger, cancellationToken);
        }
        else
        {
            await using var session = await OpenPrivateAsync(options, logger, cancellationToken);
        }
    }

    /// <summary>
    /// Only finds the database, to look into it beside a product that may run: the operator's, else that of a private server that runs.
    /// Nothing is started or migrated. Returns an Npgsql string, which holds the password.
    /// </summary>
    /// <exception cref="StartupException">One sentence for the operator.</exception>
    public static async Task<string> FindAsync(IConfiguration configuration, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var located = await LocateAsync(configuration, cancellationToken)
            ?? throw RunningServer.NotRunning(DatabaseOptions.From(configuration).DataDirectory);
        await Migrator.RequireMigratedAsync(located.ConnectionString, loggers.CreateLogger(LogCategory), cancellationToken);
        return located.ConnectionString;
    }

    /// <summary>The same, whatever was migrated; null when it is a private server that does not run.</summary>
    /// <exception cref="StartupException">One sentence for the operator.</exception>
    public static async Task<LocatedDatabase?> LocateAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var options = DatabaseOptions.From(configuration);
        var given = options.Database is { } database
            ? ConnectionStringParser.Parse(database, options.DatabaseSource)
            : await RunningServer.TryFindAsync(options.DataDirectory, cancellationToken) is { } running
                ? new ParsedConnection(running, ThroughPooler: false, Ignored: [])
                : null;
        if (given is null)
        {
            return null;
        }

        var allowed = await ReachAsync(
            given.Settings, options.Database is null ? "The private database server" : options.DatabaseSource, cancellationToken);
        var throughPooler = given.ThroughPooler || options.TransactionPooler;
        var settings = DatabaseSettings.ForPools(given.Settings, allowed, throughPooler);
        return new(
            settings.ConnectionString, settings.Host ?? "", settings.Port, settings.MaxPoolSize, allowed, throughPooler,
            options.Database is null);
    }

    /// <summary>Reaches the database as the owner, who migrates; null: nobody is named for that.</summary>
    /// <returns>An Npgsql string, which holds the password.</returns>
    /// <exception cref="StartupException">One sentence for the operator.</exception>
    public static async Task<string?> ReachOwnerAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        if (DatabaseOptions.From(configuration).MigrationsDatabase is not { } own)
        {
            return null;
        }

        var given = ConnectionStringParser.Parse(own, DatabaseOptions.MigrationsName);
        await ReachAsync(given.Settings, DatabaseOptions.MigrationsName, cancellationToken);
        return DatabaseSettings.ForFirstContact(given.Settings).ConnectionString;
    }

    /// <summary>A private server could be started here.</summary>
    /// <exception cref="StartupException">Its programs are not installed.</exception>
    public static Task RequireServerProgramsAsync(IConfiguration configuration, CancellationToken cancellationToken) =>
        PostgresBinaries.FindAsync(
            dataMajor: null, DatabaseOptions.From(configuration).DataDirectory, directories: null, cancellationToken);

    private static async Task<DatabaseSession> OpenPrivateAsync(
        DatabaseOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = options.DataDirectory }, logger, cancellationToken);
        try
        {
            var given = new NpgsqlConnectionStringBuilder(server.RuntimeConnectionString);
            var allowed = await ReachAsync(given, "The private database server", cancellationToken);
            var connectionString = DatabaseSettings.ForPools(given, allowed, throughPooler: false).ConnectionString;
            await (options.MigrateOnStart is false
                ? Migrator.RequireMigratedAsync(connectionString, logger, cancellationToken)
                : Migrator.MigrateAsync(server.ConnectionString, logger, cancellationToken));
            return new DatabaseSession(connectionString, server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static async Task<DatabaseSession> OpenGivenAsync(
        DatabaseOptions options, string database, ILogger logger, CancellationToken cancellationToken)
    {
        var given = ConnectionStringParser.Parse(database, options.DatabaseSource);
        if (given.Ignored.Count > 0)
        {
            LogIgnored(logger, options.DatabaseSource, given.Ignored);
        }

        var throughPooler = given.ThroughPooler || options.TransactionPooler;
        var allowed = await ReachAsync(given.Settings, options.DatabaseSource, cancellationToken);
        var connectionString = DatabaseSettings.ForPools(given.Settings, allowed, throughPooler).ConnectionString;
        await (options.MigrateOnStart is true
            ? MigrateAsync(options, given, logger, cancellationToken)
            : Migrator.RequireMigratedAsync(connectionString, logger, cancellationToken));
        if (throughPooler)
        {
            await RequireSearchPathAsync(connectionString, options.DatabaseSource, cancellationToken);
        }

        await WarnOfOwnerAsync(connectionString, options.DatabaseSource, logger, cancellationToken);
        return new DatabaseSession(connectionString, server: null);
    }

    private static async Task MigrateAsync(
        DatabaseOptions options, ParsedConnection given, ILogger logger, CancellationToken cancellationToken)
    {
        if (options.MigrationsDatabase is { } own)
        {
            given = ConnectionStringParser.Parse(own, DatabaseOptions.MigrationsName);
        }
        else if (given.ThroughPooler || options.TransactionPooler)
        {
            throw new StartupException($"Migrations do not run through a transaction pooler: set {DatabaseOptions.MigrationsName} to the database itself, with the role that owns the schema.");
        }

        await ReachAsync(
            given.Settings, options.MigrationsDatabase is null ? options.DatabaseSource : DatabaseOptions.MigrationsName,
            cancellationToken);
        await Migrator.MigrateAsync(DatabaseSettings.ForFirstContact(given.Settings).ConnectionString, logger, cancellationToken);
    }

    private static Task<int> ReachAsync(NpgsqlConnectionStringBuilder settings, string setting, CancellationToken cancellationToken) =>
        DatabaseConnectivity.EnsureReachableAsync(
            DatabaseSettings.ForFirstContact(settings), setting, TimeProvider.System, cancellationToken);

    // It works, and a fault in the product could then do what only migrations should.
    private static async Task WarnOfOwnerAsync(string connectionString, string setting, ILogger logger, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"select has_schema_privilege('{Migrator.Schema}', 'create')", connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
        {
            LogOwner(logger, setting);
        }
    }

    // A pooler refuses the search path as a parameter of the connection, so it has to be the role's.
    private static async Task RequireSearchPathAsync(string connectionString, string setting, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command =
            new NpgsqlCommand(
                "SELECT current_schema() IS NOT DISTINCT FROM $1", connection)
            { Parameters = { new() { Value = Migrator.Schema } } };
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            throw new StartupException($"{setting}: through a transaction pooler the role needs the search path of StatusLevels: run 'ALTER ROLE ... SET search_path = {Migrator.Schema}' and reconnect the pooler.");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Setting} has parameters that are for other programs and make no difference here: {Parameters}")]
    private static partial void LogIgnored(ILogger logger, string setting, IReadOnlyList<string> parameters);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Setting} names a role that may change the schema: give the product a role of its own that has no more than statuslevels_runtime, and this one to MIGRATIONS_DATABASE_URL")]
    private static partial void LogOwner(ILogger logger, string setting);
}
