using System.Net;
using System.Net.Sockets;
using StatusLevels.Api.Settings;
using StatusLevels.Silo;

namespace StatusLevels.Api.Hosting;

/// <summary>Looks whether the product will be able to listen, before a database is opened for nothing.</summary>
internal static class ListenCheck
{
    /// <exception cref="StartupException">The port is taken, or not for this user, or the address is not this machine's.</exception>
    public static void Require(ApiSettings settings)
    {
        Require(settings, "PORT", settings.Port);
        if (settings.MetricsPort is { } port)
        {
            Require(settings, "METRICS_PORT", port);
        }
    }

    private static void Require(ApiSettings settings, string name, int port)
    {
        // Any free one will do.
        if (port == 0)
        {
            return;
        }

        foreach (var address in Addresses(settings))
        {
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                if (address.Equals(IPAddress.IPv6Any))
                {
                    socket.DualMode = true;
                }

                socket.Bind(new IPEndPoint(address, port));
            }
            catch (SocketException exception) when (settings.ListenAddress is not null || !IsNotThere(exception))
            {
                throw new StartupException(Sentence(exception, new IPEndPoint(address, port), name), exception);
            }
        }
    }

    /// <summary>What an operator is told whose port another program has.</summary>
    public static string InUse(string detail, string setting = "PORT") =>
        $"Another program has the port that {setting} names; set it to a free one. ({detail})";

    /// <summary>What an operator is told whose address or port cannot be listened at.</summary>
    public static string Impossible(SocketException exception, string setting = "PORT") =>
        $"It is not possible to listen where LISTEN_ADDRESS and {setting} say: {exception.Message}.";

    internal static string Sentence(SocketException exception, IPEndPoint place, string setting = "PORT") =>
        exception.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => InUse($"{place} is in use", setting),
            SocketError.AccessDenied => $"{setting} is {place.Port}, where only root may listen on this machine: set it to one from 1024 on.",
            _ => Impossible(exception, setting),
        };

    private static IPAddress[] Addresses(ApiSettings settings) =>
        settings.ListenAddress is { } address ? [address]
        : settings.IsDevelopment ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : [IPAddress.IPv6Any, IPAddress.Any];

    // Kestrel does without one of the two as well.
    private static bool IsNotThere(SocketException exception) =>
        exception.SocketErrorCode is SocketError.AddressNotAvailable
            or SocketError.AddressFamilyNotSupported or SocketError.ProtocolNotSupported;
}
