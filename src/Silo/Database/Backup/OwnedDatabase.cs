using Microsoft.Extensions.Logging;
using Npgsql;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Silo.Database.Backup;

/// <summary>The operator's database, or the private one, as the role that owns it.</summary>
internal sealed class OwnedDatabase : IAsyncDisposable
{
    private readonly PrivatePostgres? server;

    private OwnedDatabase(NpgsqlConnectionStringBuilder settings, PrivatePostgres? server)
    {
        Settings = settings;
        this.server = server;
    }

    public NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>Also while a product runs on it. A private server that does not run runs for this time.</summary>
    public static async Task<OwnedDatabase> FindAsync(DatabaseOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        // Where no server was ever made, none is made to be copied: the search says so.
        var isToBeFound = options.Database is null
            && (!RunningServer.HasData(options.DataDirectory)
                || await RunningServer.TryFindAsync(options.DataDirectory, cancellationToken) is not null);
        return isToBeFound
            ? new OwnedDatabase(await RunningServer.FindAsync(options.DataDirectory, cancellationToken), server: null)
            : await StartAsync(options, logger, cancellationToken);
    }

    /// <summary>A private server for this process alone.</summary>
    public static async Task<OwnedDatabase> StartAsync(DatabaseOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        if (options.Database is { } database)
        {
            var name = options.MigrationsDatabase is null ? options.DatabaseSource : DatabaseOptions.MigrationsName;
            var parsed = ConnectionStringParser.Parse(options.MigrationsDatabase ?? database, name);
            return parsed.ThroughPooler || (options.MigrationsDatabase is null && options.TransactionPooler)
                ? throw new StartupException($"A backup does not go through a transaction pooler: set {DatabaseOptions.MigrationsName} to the database itself, with the role that owns the schema.")
                : new OwnedDatabase(DatabaseSettings.ForFirstContact(parsed.Settings), server: null);
        }

        var started = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataDirectory = options.DataDirectory }, logger, cancellationToken);
        return new OwnedDatabase(new NpgsqlConnectionStringBuilder(started.ConnectionString), started);
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
