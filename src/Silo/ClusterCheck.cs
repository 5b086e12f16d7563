using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using StatusLevels.Silo.Trust;

namespace StatusLevels.Silo;

/// <summary>Looks whether this node could join its cluster, before anything is opened.</summary>
public static class ClusterCheck
{
    /// <summary>The settings are good, the nodes can know each other, and the ports are free.</summary>
    /// <returns>Where this node would stand.</returns>
    /// <exception cref="StartupException">Something is wrong; the sentence says what.</exception>
    public static ClusterSettings Require(IConfiguration configuration)
    {
        var settings = ClusterSettings.From(configuration);
        if (settings.Mode == ClusterMode.Local)
        {
            return settings;
        }

        using var certificate = NodeTrust.From(configuration).Certificate;
        if (SiloModes.From(configuration) == SiloMode.InProcess)
        {
            Require(settings.AdvertisedIp, settings.SiloPort, "SILO_PORT");
            Require(settings.AdvertisedIp, settings.GatewayPort, "GATEWAY_PORT");
        }

        return settings;
    }

    private static void Require(IPAddress address, int port, string setting)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
        }
        catch (SocketException exception)
        {
            throw new StartupException(
                $"It is not possible to listen at port {port} of {address}, as {setting} says: {exception.Message}. Set it to a free one.", exception);
        }
    }
}
