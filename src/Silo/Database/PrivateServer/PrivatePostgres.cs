using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// A PostgreSQL server of this process's own: made at the first start, stopped cleanly with the process, restarted when it dies. Reached
/// through a private socket with a generated password.
/// </summary>
internal sealed partial class PrivatePostgres : IAsyncDisposable
{
    private readonly ServerHome home;
    private readonly Postmaster postmaster;
    private readonly string socketFolder;
    private readonly ServerWatch watch;
    private readonly ILogger logger;
    private int disposed;

    private PrivatePostgres(
        ServerHome home, Postmaster postmaster, string socketFolder, string connectionString, string runtimeConnectionString,
        PrivatePostgresOptions options, ILogger logger)
    {
        this.home = home;
        this.postmaster = postmaster;
        this.socketFolder = socketFolder;
        this.logger = logger;
        ConnectionString = connectionString;
        RuntimeConnectionString = runtimeConnectionString;
        watch = new ServerWatch(postmaster, home, options, logger);
    }

    /// <summary>For the role that owns everything and the database <c>statuslevels</c>. Stays valid when the server is restarted.</summary>
    public string ConnectionString { get; }

    /// <summary>For the role that the product works under, which may do no DDL. Stays valid until the next start of a process.</summary>
    public string RuntimeConnectionString { get; }

    /// <summary>The folder that holds the data, which is not always in the data directory.</summary>
    public string Folder => home.Folder;

    /// <summary>The server's process, or null while it is down.</summary>
    public ServerProcess? Process => ServerProcess.Find(home.DataFolder);

    /// <exception cref="StartupException">Anything that keeps the server from running.</exception>
    public static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var opened = await ServerHome.OpenAsync(options, logger, cancellationToken);
        try
        {
            return await StartAsync(opened, options, logger, cancellationToken);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server: open transactions are rolled back, everything committed is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        try
        {
            await watch.DisposeAsync();
            await postmaster.StopAsync(CancellationToken.None);
            await SocketFolder.RemoveAsync(socketFolder, home.Files);
            LogStopped(logger, home.Folder);
        }
        finally
        {
            home.Dispose();
        }
    }

    private static async Task<PrivatePostgres> StartAsync(
        ServerHome home, PrivatePostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var binaries = await PostgresBinaries.FindAsync(home.DataMajor, home.DataFolder, options.BinaryDirectories, cancellationToken);
        var password = await home.PasswordAsync(cancellationToken);
        var formerSocketFolder = ServerProcess.SocketFolder(home.DataFolder);
        var socket = await SocketFolder.PrepareAsync(home, cancellationToken);
        var server = new Postmaster(binaries, home, socket, options.Durable, logger);
        try
        {
            await server.ClearOrphanAsync(cancellationToken);
            await SocketFolder.RemoveAsync(formerSocketFolder, home.Files);
            await server.InitializeAsync(cancellationToken);
            await home.CloseToOthersAsync(logger, cancellationToken);
            await server.StartAsync(cancellationToken);
            var connectionString = Settings(socket, password).ConnectionString;
            await EnsureDatabaseAsync(connectionString, cancellationToken);
            var runtime = await RuntimeRole.PrepareAsync(connectionString, cancellationToken);
            var elapsed = Stopwatch.GetElapsedTime(began);
            LogStarted(logger, binaries.Major, home.Folder, elapsed);
            return new PrivatePostgres(home, server, socket, connectionString, runtime, options, logger);
        }
        catch
        {
            await server.StopAsync(CancellationToken.None);
            await SocketFolder.RemoveAsync(socket, home.Files);
            throw;
        }
    }

    internal static NpgsqlConnectionStringBuilder Settings(string socketFolder, string password) => new()
    {
        Host = socketFolder,
        Port = 5432,
        Username = Postmaster.Name,
        Password = password,
        Database = Postmaster.Name,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    private static async Task EnsureDatabaseAsync(string connectionString, CancellationToken cancellationToken)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var find =
            new NpgsqlCommand(
                "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = $1",
                connection)
            { Parameters = { new() { Value = Postmaster.Name } } };
        switch (await find.ExecuteScalarAsync(cancellationToken))
        {
            case "UTF8":
                return;
            case string encoding:
                throw new StartupException($"The private database has the encoding {encoding}, and StatusLevels needs UTF8: move its data folder away to begin with an empty database, or set DATABASE_URL.");
            default:
                await using (var create = new NpgsqlCommand($"CREATE DATABASE {Postmaster.Name} ENCODING 'UTF8' TEMPLATE template0", connection))
                {
                    await create.ExecuteNonQueryAsync(cancellationToken);
                }

                return;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Private PostgreSQL {Major} runs in {Folder}, started in {Elapsed}")]
    private static partial void LogStarted(ILogger logger, int major, string folder, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Information, Message = "Private PostgreSQL in {Folder} stopped")]
    private static partial void LogStopped(ILogger logger, string folder);
}
