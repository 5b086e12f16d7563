using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StatusLevels.Testing.Cluster;

/// <summary>
/// A fast receiver of webhooks on the loopback address: reads requests off its connections and answers each with 204. It keeps the bodies
/// only where it is told to.
/// </summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private static readonly byte[] Taken = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentBag<Task> connections = [];
    private readonly bool keeps;
    private readonly Task accepting;
    private long count;

    public HookReceiver(bool keeps)
    {
        this.keeps = keeps;
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hook");

    /// <summary>How many requests came.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <summary>The bodies, in the order in which they came.</summary>
    public ConcurrentQueue<string> Bodies { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(connections);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Told to stop.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        client.NoDelay = true;
        var stream = client.GetStream();
        var buffer = new byte[256 * 1024];
        var filled = 0;
        try
        {
            while (true)
            {
                var whole = Length(buffer.AsSpan(0, filled));
                if (whole is { } request && filled >= request.Head + request.Body)
                {
                    if (keeps)
                    {
                        Bodies.Enqueue(Encoding.UTF8.GetString(buffer, request.Head, request.Body));
                    }

                    Interlocked.Increment(ref count);
                    filled -= request.Head + request.Body;
                    buffer.AsSpan(request.Head + request.Body, filled).CopyTo(buffer);
                    await stream.WriteAsync(Taken, stopping.Token);
                    continue;
                }

                var read = await stream.ReadAsync(buffer.AsMemory(filled), stopping.Token);
                if (read == 0)
                {
                    return;
                }

                filled += read;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The sender was killed, or this is told to stop.
        }
    }

    private static (int Head, int Body)? Length(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf(EndOfHead);
        if (end < 0)
        {
            return null;
        }

        var head = Encoding.ASCII.GetString(received[..end]);
        var line = head.Split("\r\n").First(field => field.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return (end + EndOfHead.Length, int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture));
    }
}
