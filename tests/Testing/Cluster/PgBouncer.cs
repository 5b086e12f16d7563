using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace StatusLevels.Testing.Cluster;

/// <summary>
/// PgBouncer in transaction mode in front of a <see cref="PostgresServer"/>, on a
/// loopback port: two transactions of one client may run on two connections.
/// </summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private static readonly TimeSpan TimeToListen = Patience.OfSeconds(20);

    private readonly string program = InstalledProgram.Find("pgbouncer", "pgbouncer");
    private readonly PostgresServer server;
    private readonly TestFolder folder = new();
    private readonly int port = FreePorts.Take(1)[0];
    private Process? process;

    private PgBouncer(PostgresServer server)
    {
        this.server = server;
        ConnectionString = new NpgsqlConnectionStringBuilder(server.RuntimeConnectionString)
        {
            Host = "127.0.0.1",
            Port = port,
            SearchPath = null,
        }.ConnectionString;
    }

    /// <summary>For the role that the product works under; the role brings the search path.</summary>
    public string ConnectionString { get; }

    /// <param name="server">The server behind it.</param>
    /// <param name="connections">How many connections to the server all clients share.</param>
    /// <exception cref="MissingHereException">It is not installed.</exception>
    public static async Task<PgBouncer> StartAsync(PostgresServer server, int connections)
    {
        var runtime = new NpgsqlConnectionStringBuilder(server.RuntimeConnectionString);
        await TestPostgres.ExecuteAsync(server.ConnectionString, $"ALTER ROLE \"{runtime.Username}\" SET search_path = statuslevels");
        var place = string.Create(
            CultureInfo.InvariantCulture, $"host={server.SocketFolder} port={runtime.Port} dbname={runtime.Database}");
        var bouncer = new PgBouncer(server);
        try
        {
            await File.WriteAllTextAsync(bouncer.Settings, string.Create(CultureInfo.InvariantCulture, $"""
                [databases]
                {runtime.Database} = {place} user={runtime.Username} password={runtime.Password}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {bouncer.port}
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = {connections}
                max_client_conn = 400
                """));
            await bouncer.StartAgainAsync();
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    /// <summary><c>kill -9</c>: every client and the server lose their connections.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Starts it, at the same address.</summary>
    public async Task StartAgainAsync()
    {
        var command = server.AsItsAccount(program, "-q", Settings);
        process = Process.Start(
            new ProcessStartInfo(command.Program, command.Arguments) { UseShellExecute = false, RedirectStandardError = true })
            ?? throw new InvalidOperationException("PgBouncer did not start.");
        process.BeginErrorReadLine();
        await Eventually.HoldsAsync(
            async () => process.HasExited ? throw new InvalidOperationException("PgBouncer ended at once.") : await ListensAsync(),
            TimeToListen,
            "PgBouncer listens");
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await KillAsync();
        }

        folder.Dispose();
    }

    private string Settings => Path.Combine(folder.Path, "pgbouncer.ini");

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
