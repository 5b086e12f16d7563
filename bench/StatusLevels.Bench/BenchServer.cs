using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;
using StatusLevels.Silo.Database;

namespace StatusLevels.Bench;

/// <summary>A private PostgreSQL of a bench's own, as the product starts it, and migrated databases on it.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly DatabaseSession session;

    private BenchServer(DirectoryInfo folder, DatabaseSession session)
    {
        this.folder = folder;
        this.session = session;
        Observer = NpgsqlDataSource.Create(session.ConnectionString);
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
                File.SetUnixFileMode(home.FullName, File.GetUnixFileMode(home.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }

            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("DATA_DIR", home.FullName)]).Build();
            using var loggers = LoggerFactory.Create(static _ => { });
            return new BenchServer(home, await DatabaseStartup.OpenAsync(configuration, loggers, cancellationToken));
        }
        catch
        {
            home.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>A new database with the product's schema in it.</summary>
    public async Task<NpgsqlDataSource> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await using (var create = Observer.CreateCommand($"create database \"{name}\""))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        var settings = new NpgsqlConnectionStringBuilder(session.ConnectionString) { Database = name };
        using var loggers = LoggerFactory.Create(static _ => { });
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("DATABASE_URL", settings.ConnectionString)]).Build();
        await DatabaseStartup.MigrateAsync(configuration, loggers, cancellationToken);
        settings.PersistSecurityInfo = true;
        return NpgsqlDataSource.Create(settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Observer.DisposeAsync();
        await session.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
