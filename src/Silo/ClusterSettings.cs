using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo;

/// <summary>How a node finds the others.</summary>
public enum ClusterMode
{
    /// <summary>One node, alone on this machine.</summary>
    Local,

    /// <summary>Many nodes, which find each other in PostgreSQL.</summary>
    Postgres,
}

/// <summary>Where a node stands in its cluster.</summary>
/// <param name="Mode">Alone or one of many (<c>CLUSTER</c>: <c>local</c> or <c>postgres</c>).</param>
/// <param name="SiloPort">The port for other silos (<c>SILO_PORT</c>, 1..65535).</param>
/// <param name="GatewayPort">
/// The port for clients that are no silo (<c>GATEWAY_PORT</c>, 1..65535); 0 when alone: nobody else calls.
/// </param>
/// <param name="AdvertisedIp">
/// The address that others reach this node at, and the only one that it listens on (<c>ADVERTISED_IP</c>).
/// </param>
public sealed record ClusterSettings(ClusterMode Mode, int SiloPort, int GatewayPort, IPAddress AdvertisedIp)
{
    private const int DefaultSiloPort = 11111;
    private const int DefaultGatewayPort = 30000;

    /// <summary>Of a node that is alone. Nothing listens there: the address only names it.</summary>
    private static readonly ClusterSettings Alone = new(ClusterMode.Local, DefaultSiloPort, 0, IPAddress.Loopback);

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static ClusterSettings From(IConfiguration configuration)
    {
        var mode = ModeOf(configuration);
        return mode == ClusterMode.Local
            ? Alone
            : new ClusterSettings(
                mode,
                configuration.Setting("SILO_PORT").Port() ?? DefaultSiloPort,
                configuration.Setting("GATEWAY_PORT").Port() ?? DefaultGatewayPort,
                Address(configuration.Setting("ADVERTISED_IP")) ?? FirstAddress());
    }

    /// <summary>Alone, unless the operator says that there are others.</summary>
    /// <exception cref="StartupException">It is neither.</exception>
    public static ClusterMode ModeOf(IConfiguration configuration) =>
        configuration.Setting("CLUSTER").OneOf(("local", ClusterMode.Local), ("postgres", ClusterMode.Postgres)) ?? ClusterMode.Local;

    private static IPAddress? Address(Setting setting) => setting.Address() switch
    {
        null => null,
        var address when IsOfThisMachine(address) => address,
        _ => throw setting.Not("one address of this machine, which other nodes reach it at"),
    };

    private static bool IsOfThisMachine(IPAddress address)
    {
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return false;
        }

        try
        {
            using var listener = new TcpListener(address, 0);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static IPAddress FirstAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?? IPAddress.Loopback;
}
