using System.Net;
using System.Net.Sockets;
using StatusLevels.Api.Hosting.Client;
using StatusLevels.Silo;

namespace StatusLevels.Api.Tests.Import;

public sealed class OwnListenerTests
{
    private const string Head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
    private const string Mine = "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 3180420 1 00000000ccfd03a7 100 0 0 10 0";
    private const string Theirs = "   1: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1001        0 502 1 000000004833a3a1 100 0 0 10 0";
    private const string TheirsElsewhere = "   1: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1001        0 502 1 000000004833a3a1 100 0 0 10 0";
    private const string Accepted = "   2: 0100007F:1F90 0100007F:8BB4 01 00000000:000000CE 00:00000000 00000000     0        0 3182837 3 000000009a8d08e5 20 4 1 18 -1";

    [Fact]
    public void A_port_is_ones_own_when_all_who_listen_there_are()
    {
        Assert.Equal("3180420", OwnListener.SocketsAt(8080, [Head, Mine, TheirsElsewhere, Accepted], "1000"));
        Assert.Null(OwnListener.SocketsAt(8080, [Head, Mine, Theirs], "1000"));
        Assert.Null(OwnListener.SocketsAt(8080, [Head, Mine], "0"));
        Assert.Null(OwnListener.SocketsAt(8081, [Head, Mine, TheirsElsewhere], "1000"));
        Assert.Equal("", OwnListener.SocketsAt(8082, [Head, Mine, Theirs], "1000"));
    }

    [Fact]
    public void This_process_finds_itself_where_the_system_tells()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        if (OperatingSystem.IsLinux())
        {
            Assert.NotEmpty(OwnListener.RequireAt(port));
        }
        else
        {
            Assert.Throws<StartupException>(() => OwnListener.RequireAt(port));
        }
    }
}
