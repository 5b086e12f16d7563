using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Bench;

/// <summary>A private PostgreSQL of a bench's own, as the product starts it, and migrated databases on it.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly PrivatePostgres server;
    private readonly NpgsqlConnectionStringBuilder owner;

    private BenchServer(DirectoryInfo folder, PrivatePostgres server)
    {
        this.folder = folder;
        this.server = server;

        // The owner's role: a bench makes databases, fills them and looks into the statistics.
        owner = new NpgsqlConnectionStringBuilder(server.ConnectionString) { PersistSecurityInfo = true, SearchPath = Migrator.Schema };
        Observer = NpgsqlDataSource.Create(owner);
    }

    /// <summary>Another database of the same server: what is asked here does not count there.</summary>
    public NpgsqlDataSource Observer { get; }

    public static async Task<BenchServer> StartAsync(CancellationToken cancellationToken)
    {
        var home = Directory.CreateTempSubdirectory("statuslevels-bench-");
        try
        {
            // A new temporary folder is closed to the account that runs the server for root.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(
                    home.FullName, File.GetUnixFileMode(home.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }

            return new BenchServer(
                home,
            await PrivatePostgres.StartAsync(
                new PrivatePostgresOptions { DataDirectory = home.FullName }, NullLogger.Instance, cancellationToken));
        }
        catch
        {
            home.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>A new database with the product's schema in it, and before it what another one left there.</summary>
    public async Task<NpgsqlDataSource> CreateDatabaseAsync(string name, CancellationToken cancellationToken, string? before = null)
    {
        await using (var create = Observer.CreateCommand($"create database \"{name}\""))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        var settings = new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Database = name };
        if (before is not null)
        {
            await FirstProductSchema.ExecuteAsync(settings.ConnectionString, before);
        }

        await Migrator.MigrateAsync(settings.ConnectionString, NullLogger.Instance, cancellationToken);
        return NpgsqlDataSource.Create(settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Observer.DisposeAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
