using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Orleans.Connections.Security;
using StatusLevels.Silo.Logging;

namespace StatusLevels.Silo.Trust;

/// <summary>
/// Tells of connections that did not show themselves to be nodes. Whoever reaches the port can make as many of them as they like.
/// </summary>
internal sealed partial class RefusedPeers : IDisposable
{
    /// <summary>Between two lines.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly ILogger logger;
    private readonly CountedTelling<EndPoint?> refused;

    public RefusedPeers(TimeProvider time, ILogger<RefusedPeers> logger)
    {
        this.logger = logger;
        refused = new(time, Period, (count, last) => LogRefused(count, last?.ToString()));
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

    internal void Add(EndPoint? from) => refused.Add(from);

    public void Dispose() => refused.Dispose();

    [LoggerMessage(1, LogLevel.Warning,
        "Connections to the ports of the cluster that were refused: {Count}. They did not show themselves to be nodes of it; the last came from {Address}")]
    private partial void LogRefused(int count, string? address);
}
