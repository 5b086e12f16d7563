using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>The settings of a node that shares a database with others on this machine.</summary>
internal static class OneOfMany
{
    public static (string Name, string Value)[] On(TestDatabase database) =>
    [
        ("DATABASE_URL", $"{database.RuntimeConnectionString};{TestApi.SmallPool}"),
        ("CLUSTER", "postgres"),
        ("ADVERTISED_IP", "127.0.0.1"),
        ("SILO_PORT", FreePort()),
        ("GATEWAY_PORT", FreePort()),
    ];

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
