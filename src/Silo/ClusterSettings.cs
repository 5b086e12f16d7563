using System.Globalization;
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
/// <param name="GatewayPort">The port for clients that are no silo (<c>GATEWAY_PORT</c>, 1..65535); 0 when alone: nobody else calls.</param>
/// <param name="AdvertisedIp">The address that others reach this node at, and the only one that it listens on (<c>ADVERTISED_IP</c>).</param>
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
                mode, Port(configuration, "SILO_PORT") ?? DefaultSiloPort, Port(configuration, "GATEWAY_PORT") ?? DefaultGatewayPort,
                Address(configuration) ?? FirstAddress());
    }

    /// <summary>Alone, unless the operator says that there are others.</summary>
    /// <exception cref="StartupException">It is neither.</exception>
    internal static ClusterMode ModeOf(IConfiguration configuration) => configuration["CLUSTER"]?.ToUpperInvariant() switch
    {
        null or "" or "LOCAL" => ClusterMode.Local,
        "POSTGRES" => ClusterMode.Postgres,
        _ => throw new StartupException($"CLUSTER must be \"local\" or \"postgres\", but is \"{configuration["CLUSTER"]}\"."),
    };

    private static int? Port(IConfiguration configuration, string name) => configuration[name] switch
    {
        null or "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 => port,
        var text => throw new StartupException($"{name} must be a port between 1 and 65535, but is \"{text}\"."),
    };

    private static IPAddress? Address(IConfiguration configuration) => configuration["ADVERTISED_IP"] switch
    {
        null or "" => null,
        var text when !IPAddress.TryParse(text, out _) => throw new StartupException($"ADVERTISED_IP must be an IP address, but is \"{text}\"."),
        var text when IPAddress.Parse(text) is var address && IsOfThisMachine(address) => address,
        var text => throw new StartupException($"ADVERTISED_IP must be one address of this machine, which other nodes reach it at, but is \"{text}\"."),
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
