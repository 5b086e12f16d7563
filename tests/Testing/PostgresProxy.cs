using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace StatusLevels.Testing;

/// <summary>
/// Stands between the product and its PostgreSQL server, on a loopback port, and misbehaves on demand: slow,
/// away, or cut at a chosen moment. Understands just enough of the protocol to know where a message ends.
/// </summary>
public sealed class PostgresProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ProxiedConnection, Task> connections = new();
    private readonly EndPoint server;
    private readonly int port;
    private TcpListener? listener;
    private Task accepting = Task.CompletedTask;
    private PlannedCut? plan;
    private long delayTicks;

    private PostgresProxy(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        server = settings.Host!.StartsWith('/')
            ? new UnixDomainSocketEndPoint($"{settings.Host}/.s.PGSQL.{settings.Port}")
            : new DnsEndPoint(settings.Host, settings.Port);
        Accept(new TcpListener(IPAddress.Loopback, 0));
        port = ((IPEndPoint)listener!.LocalEndpoint).Port;
        settings.Host = IPAddress.Loopback.ToString();
        settings.Port = port;

        // What is encrypted cannot be understood.
        settings.SslMode = SslMode.Disable;
        settings.GssEncryptionMode = GssEncryptionMode.Disable;
        ConnectionString = settings.ConnectionString;
    }

    /// <summary>To the same database as the same role, through this proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>How long every message of the client is held up.</summary>
    public TimeSpan Delay
    {
        get => new(Interlocked.Read(ref delayTicks));
        set => Interlocked.Exchange(ref delayTicks, value.Ticks);
    }

    /// <summary>Listens, and passes everything on to the server of this connection string.</summary>
    public static PostgresProxy Start(string connectionString) => new(connectionString);

    /// <summary>
    /// Cuts the connection of the next message that contains the text, once. The task that is returned ends when the connection is cut.
    /// </summary>
    /// <param name="text">What only the message in question contains: a statement's text
    /// or, once statements are prepared, a parameter's.</param>
    /// <param name="moment">Before the server hears of it, or after it has answered.</param>
    public Task CutOnce(string text, CutMoment moment)
    {
        var cut = new PlannedCut(text, moment);
        Volatile.Write(ref plan, cut);
        return cut.Happened;
    }

    /// <summary>
    /// The task that is returned ends when a message that contains the text comes by; it is held up like any other, and nothing is cut.
    /// </summary>
    public Task SeeOnce(string text) => CutOnce(text, CutMoment.Never);

    /// <summary>The server goes away: open connections are cut and new ones refused.</summary>
    public async Task RefuseAsync()
    {
        listener?.Dispose();
        listener = null;
        await accepting;
        await CutAllAsync();
    }

    /// <summary>The server is back, at the same address.</summary>
    public void Accept() => Accept(new TcpListener(IPAddress.Loopback, port));

    public async ValueTask DisposeAsync() => await RefuseAsync();

    /// <summary>The plan that this message meets, taken off the list; null when none does.</summary>
    internal PlannedCut? Take(ReadOnlySpan<byte> message) =>
        Volatile.Read(ref plan) is { } cut && cut.IsMetBy(message) && Interlocked.CompareExchange(ref plan, null, cut) == cut ? cut : null;

    private void Accept(TcpListener opened)
    {
        opened.Start();
        listener = opened;
        accepting = AcceptAsync(opened);
    }

    private async Task AcceptAsync(TcpListener open)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await open.AcceptSocketAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The listener was closed: the server is away.
                return;
            }

            var connection = new ProxiedConnection(client, this);
            connections[connection] = RunAsync(connection);
        }
    }

    private async Task RunAsync(ProxiedConnection connection)
    {
        await Task.Yield();
        await connection.RunAsync(server);
        connections.TryRemove(connection, out _);
    }

    private async Task CutAllAsync()
    {
        foreach (var (connection, running) in connections)
        {
            connection.Cut();
            await running;
        }
    }
}
