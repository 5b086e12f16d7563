using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StatusLevels.Silo.Tests.Database;

/// <summary>
/// Listens on loopback, gives one answer to the first bytes of each connection, or none at all, and closes after an answer.
/// </summary>
internal sealed class FakeServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();

    public FakeServer(Func<byte[], byte[]?> answer)
    {
        listener.Start();
        Served = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=u;Password=s3cret";

    private Task Served { get; }

    /// <summary>An ErrorResponse of PostgreSQL's protocol.</summary>
    public static byte[] Error(string code, string message)
    {
        var fields = Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C{code}\0M{message}\0\0");
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, fields.Length + length.Length);
        return [(byte)'E', .. length, .. fields];
    }

    public void Dispose()
    {
        stopping.Cancel();
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task ServeAsync(Func<byte[], byte[]?> answer)
    {
        while (!stopping.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stopping.Token);
            _ = TalkAsync(client, answer);
        }
    }

    private async Task TalkAsync(TcpClient client, Func<byte[], byte[]?> answer)
    {
        using (client)
        {
            var buffer = new byte[1024];
            var read = await client.GetStream().ReadAsync(buffer, stopping.Token);
            if (answer(buffer[..read]) is { } bytes)
            {
                await client.GetStream().WriteAsync(bytes, stopping.Token);
                return;
            }

            await Task.Delay(Timeout.Infinite, stopping.Token);
        }
    }
}
