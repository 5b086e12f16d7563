using System.Net;
using System.Net.Sockets;

namespace StatusLevels.Testing.Cluster;

/// <summary>Ports of the loopback address that nobody listens at.</summary>
public static class FreePorts
{
    /// <summary>One of them.</summary>
    public static int One() => Take(1)[0];

    /// <summary>That many, all different.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners)
            {
                listener.Start();
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
            {
                listener.Dispose();
            }
        }
    }
}
