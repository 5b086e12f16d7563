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
/// <param name="GatewayPort">The port for clients that are no silo (<c>GATEWAY_PORT</c>,
/// 1..65535); 0 when alone: nobody else calls.</param>
/// <param name="AdvertisedIp">The address that others reach this node at (<c>ADVERTISED_IP</c>).</param>
public sealed record ClusterSettings(ClusterMode Mode, int SiloPort, int GatewayPort, IPAddress AdvertisedIp)
{
    private const int DefaultSiloPort = 11111;
    private const int DefaultGatewayPort = 30000;

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="StartupException">A setting is wrong; the sentence names it.</exception>
    public static ClusterSettings From(IConfiguration configuration, bool privateDatabase)
    {
        var mode = ModeOf(configuration, privateDatabase);
        return mode == ClusterMode.Local
            ? new ClusterSettings(mode, configuration.Setting("SILO_PORT").Port() ?? FreePort(), 0, IPAddress.Loopback)
            : new ClusterSettings(
                mode,
                configuration.Setting("SILO_PORT").Port() ?? DefaultSiloPort,
                configuration.Setting("GATEWAY_PORT").Port() ?? DefaultGatewayPort,
                configuration.Setting("ADVERTISED_IP").Address() ?? FirstAddress());
    }

    /// <summary>Alone or one of many.</summary>
    /// <exception cref="StartupException">It is neither.</exception>
    internal static ClusterMode ModeOf(IConfiguration configuration, bool privateDatabase) =>
        configuration.Setting("CLUSTER").OneOf(("local", ClusterMode.Local), ("postgres", ClusterMode.Postgres))
        ?? (privateDatabase ? ClusterMode.Local : ClusterMode.Postgres);

    // A node alone has nobody to tell its port to: any free one does, and several products run on one machine.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IPAddress FirstAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?? IPAddress.Loopback;
}
