using System.Net;
using System.Net.Sockets;

namespace StatusLevels.Testing;

/// <summary>Callers of this machine with addresses of their own, as far as a server can tell: all of 127.0.0.0/8 is here.</summary>
public static class LoopbackCaller
{
    /// <summary>A connection to a port of 127.0.0.1 from another address.</summary>
    /// <param name="from">An address of 127.0.0.0/8.</param>
    /// <param name="port">Where the server listens.</param>
    /// <param name="receiveBuffer">What the system takes in of answers that nobody reads, bytes; null: as much as it likes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Socket> ConnectAsync(IPAddress from, int port, int? receiveBuffer, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer is { } bytes)
            {
                socket.ReceiveBufferSize = bytes;
            }

            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
