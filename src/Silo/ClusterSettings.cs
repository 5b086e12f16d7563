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
            ? new ClusterSettings(mode, Port(configuration, "SILO_PORT") ?? FreePort(), 0, IPAddress.Loopback)
            : new ClusterSettings(
                mode, Port(configuration, "SILO_PORT") ?? DefaultSiloPort, Port(configuration, "GATEWAY_PORT") ?? DefaultGatewayPort,
                Address(configuration) ?? FirstAddress());
    }

    /// <summary>Alone or one of many.</summary>
    /// <exception cref="StartupException">It is neither.</exception>
    internal static ClusterMode ModeOf(IConfiguration configuration, bool privateDatabase) => configuration["CLUSTER"]?.ToUpperInvariant() switch
    {
        null or "" => privateDatabase ? ClusterMode.Local : ClusterMode.Postgres,
        "LOCAL" => ClusterMode.Local,
        "POSTGRES" => ClusterMode.Postgres,
        _ => throw new StartupException($"CLUSTER must be \"local\" or \"postgres\", but is \"{configuration["CLUSTER"]}\"."),
    };

    private static int? Port(IConfiguration configuration, string name) => SettingText.Read(configuration, name) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 => port,
        var text => throw new StartupException($"{name} must be a port between 1 and 65535, but is \"{text}\".{SettingText.Cause(text)}"),
    };

    private static IPAddress? Address(IConfiguration configuration) => SettingText.Read(configuration, "ADVERTISED_IP") switch
    {
        null => null,
        var text when IPAddress.TryParse(text, out var address) => address,
        var text => throw new StartupException($"ADVERTISED_IP must be an IP address, but is \"{text}\"."),
    };

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
