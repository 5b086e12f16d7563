using System.Net;
using Microsoft.AspNetCore.Connections;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Settings;
using StatusLevels.Silo.Logging;

namespace StatusLevels.Api.Hosting;

/// <summary>
/// Bounds the connections of one address before anything is read from them: what each may hold in memory is bounded, and so is what one
/// caller holds. A trusted proxy speaks for many, and has as many as it likes.
/// </summary>
internal sealed partial class ConnectionGate : IDisposable
{
    /// <summary>Connections to this node, whatever they are for: an idle one costs some 10 KB.</summary>
    public const int AtOnce = 10_000;

    /// <summary>Of them, those of one address.</summary>
    public const int OfOneAddress = 1_000;

    /// <summary>Between two lines of the log.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly SharedGate<UInt128> connections = new(AtOnce, OfOneAddress);
    private readonly ApiSettings settings;
    private readonly ILogger logger;
    private readonly CountedTelling<IPAddress> refused;

    public ConnectionGate(ApiSettings settings, TimeProvider time, ILogger<ConnectionGate> logger)
    {
        (this.settings, this.logger) = (settings, logger);
        refused = new(time, Period, (count, last) => LogRefused(OfOneAddress, count, last));
    }

    /// <summary>Lets it in, or closes it.</summary>
    public async Task PassAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (CallerAddress.Plain((connection.RemoteEndPoint as IPEndPoint)?.Address) is not { } address
            || settings.TrustedProxies.Any(proxy => proxy.Contains(address)))
        {
            await next(connection);
            return;
        }

        using var place = connections.Enter(ClientAddress.Key(address));
        if (place is null)
        {
            refused.Add(address);
            return;
        }

        await next(connection);
    }

    public void Dispose() => refused.Dispose();

    [LoggerMessage(1, LogLevel.Warning,
        "Connections that were closed, as their address had {Most} already: {Count}, the last from {Address}. If it is a proxy of yours, TRUSTED_PROXIES should name it")]
    private partial void LogRefused(int most, int count, IPAddress address);
}
