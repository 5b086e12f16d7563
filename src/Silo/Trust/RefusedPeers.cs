using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Orleans.Connections.Security;

namespace StatusLevels.Silo.Trust;

/// <summary>
/// Tells of connections that did not show themselves to be nodes: of the first at once, and of those that follow by their number, once a
/// minute. Whoever reaches the port can make as many of them as they like.
/// </summary>
internal sealed partial class RefusedPeers : IDisposable
{
    /// <summary>Between two lines.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly ILogger logger;
    private readonly ITimer timer;
    private EndPoint? last;
    private int count;
    private bool isQuiet;

    public RefusedPeers(TimeProvider time, ILogger<RefusedPeers> logger)
    {
        this.logger = logger;
        timer = time.CreateTimer(_ => Tell(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Stands around the handshake, and looks at what has come of it.</summary>
    public async Task WatchAsync(ConnectionContext connection, Func<Task> handshake)
    {
        await handshake();
        // It is there before the handshake, and holds the certificate of whoever has passed.
        if (connection.Features.Get<ITlsConnectionFeature>() is { RemoteCertificate: null })
        {
            Add(connection.RemoteEndPoint);
        }
    }

    internal void Add(EndPoint? from)
    {
        lock (gate)
        {
            (count, last) = (count + 1, from);
            if (isQuiet)
            {
                return;
            }
        }

        Tell();
    }

    public void Dispose() => timer.Dispose();

    private void Tell()
    {
        int told;
        EndPoint? from;
        lock (gate)
        {
            (told, from, count) = (count, last, 0);
            isQuiet = told > 0;
        }

        if (told > 0)
        {
            timer.Change(Period, Timeout.InfiniteTimeSpan);
            LogRefused(told, from?.ToString());
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Connections to the ports of the cluster that were refused: {Count}. They did not show themselves to be nodes of it; the last came from {Address}")]
    private partial void LogRefused(int count, string? address);
}
