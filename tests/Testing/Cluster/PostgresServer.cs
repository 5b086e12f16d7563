using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Testing.Cluster;

/// <summary>
/// A PostgreSQL server under test, as the product starts one for itself, with the product's schema in it. Nobody looks
/// after it: killed or stopped it stays away until it is started again, at the same address and on the same data.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan DeathTime = Patience.OfSeconds(20);

    private readonly TestFolder folder;
    private readonly ServerHome home;
    private readonly Postmaster postmaster;
    private readonly string socketFolder;

    private PostgresServer(TestFolder folder, ServerHome home, Postmaster postmaster, string socketFolder)
    {
        this.folder = folder;
        this.home = home;
        this.postmaster = postmaster;
        this.socketFolder = socketFolder;
    }

    /// <summary>For the role that owns everything, with the search path of the product.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>
    /// For the role that the product works under. Set a pool size that suits the number of nodes: the server takes 100 connections.
    /// </summary>
    public string RuntimeConnectionString { get; private set; } = "";

    /// <summary>The folder of its socket, for programs that are no client of Npgsql.</summary>
    public string SocketFolder => socketFolder;

    /// <summary>Its folder: data, log, password.</summary>
    public string Folder => home.Folder;

    public bool IsAlive => ServerProcess.Find(home.DataFolder) is not null;

    /// <param name="durable">It flushes to disk what it commits.</param>
    /// <param name="migrated">The product's schema is there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<PostgresServer> StartAsync(
        bool durable = true, bool migrated = true, CancellationToken cancellationToken = default)
    {
        var own = new TestFolder();
        try
        {
            var options = new PrivatePostgresOptions { DataDirectory = own.Path, Durable = durable };
            var opened = await ServerHome.OpenAsync(options, NullLogger.Instance, cancellationToken);
            var binaries = await PostgresBinaries.FindAsync(
                opened.DataMajor, opened.DataFolder, options.BinaryDirectories, cancellationToken);
            var password = await opened.PasswordAsync(cancellationToken);
            var socket = await Silo.Database.PrivateServer.SocketFolder.PrepareAsync(opened, cancellationToken);
            var server = new PostgresServer(own, opened, new Postmaster(binaries, opened, socket, durable, NullLogger.Instance), socket);
            try
            {
                await server.postmaster.InitializeAsync(cancellationToken);
                await server.postmaster.StartAsync(cancellationToken);
                await server.PrepareAsync(PrivatePostgres.Settings(socket, password), migrated, cancellationToken);
                return server;
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Connections of the owner's, for a test's own hand, each a new one: none is left over from before the server's death.
    /// </summary>
    public NpgsqlDataSource OpenDatabase() =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false });

    /// <summary>The command line that runs a program under the server's account, who alone may use its socket.</summary>
    internal ExternalCommand AsItsAccount(string program, params string[] arguments) =>
        home.Account.Wrap(new ExternalCommand(program, arguments));

    /// <summary><c>kill -9</c> for the server and every process of it.</summary>
    public async Task KillAsync()
    {
        if (ServerProcess.Find(home.DataFolder) is not { } server)
        {
            return;
        }

        int[] all = [server.Id, .. Children(server.Id)];
        foreach (var id in all)
        {
            Kill(id);
        }

        await Eventually.HoldsAsync(() => !all.Any(id => new ServerProcess(id).IsAlive), DeathTime, "the killed database server is gone");
    }

    /// <summary>Stops it in good order: connections are closed, nothing needs to be recovered.</summary>
    public Task StopAsync() => postmaster.StopAsync(CancellationToken.None);

    /// <summary>Starts what was killed or stopped, and waits until it answers; how long that took, recovery included.</summary>
    public async Task<TimeSpan> StartAgainAsync()
    {
        var since = Stopwatch.GetTimestamp();
        await postmaster.ClearOrphanAsync(CancellationToken.None);
        await postmaster.StartAsync(CancellationToken.None);
        return Stopwatch.GetElapsedTime(since);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connectionString in (string[])[ConnectionString, RuntimeConnectionString])
        {
            await using var pooled = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(pooled);
        }

        await StopAsync();
        await Silo.Database.PrivateServer.SocketFolder.RemoveAsync(socketFolder, home.Files);
        var data = home.Folder;
        home.Dispose();
        TestFolder.Remove(data);
        folder.Dispose();
    }

    private async Task PrepareAsync(NpgsqlConnectionStringBuilder settings, bool migrated, CancellationToken cancellationToken)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = "postgres" };
        await TestPostgres.ExecuteAsync(
            maintenance.ConnectionString, $"CREATE DATABASE {Postmaster.Name} ENCODING 'UTF8' TEMPLATE template0");
        var runtime = await RuntimeRole.PrepareAsync(settings.ConnectionString, cancellationToken);
        if (migrated)
        {
            await Migrator.MigrateAsync(settings.ConnectionString, NullLogger.Instance, cancellationToken);
        }

        ConnectionString = WithSearchPath(settings.ConnectionString);
        RuntimeConnectionString = WithSearchPath(runtime);
    }

    private static string WithSearchPath(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        SearchPath = Migrator.Schema,
        PersistSecurityInfo = true,
    }.ConnectionString;

    private static IEnumerable<int> Children(int id) =>
        Directory.EnumerateDirectories($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/task")
        .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(child => int.Parse(child, NumberStyles.None, CultureInfo.InvariantCulture));

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It died with the one before it.
        }
    }
}
