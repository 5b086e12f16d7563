using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StatusLevels.Api.Tests.Domains;

/// <summary>
/// A small name server on the loopback address, over UDP and TCP at one port: it answers each question as the test says.
/// </summary>
internal sealed class TestNameServer : IAsyncDisposable
{
    /// <summary>What fits into a datagram; more is to be asked for over TCP.</summary>
    private const int MostInDatagram = 512;

    private const ushort Answer = 0x8180;
    private const ushort Truncated = 0x0200;
    private const int LongestText = 255;

    private readonly CancellationTokenSource stopping = new();
    private readonly UdpClient datagrams;
    private readonly TcpListener connections;
    private readonly Task served;

    private TestNameServer(UdpClient datagrams, TcpListener connections)
    {
        (this.datagrams, this.connections) = (datagrams, connections);
        served = Task.WhenAll(ServeDatagramsAsync(), ServeConnectionsAsync());
    }

    public IPEndPoint Address => (IPEndPoint)connections.LocalEndpoint;

    /// <summary>How many questions came by TCP.</summary>
    public int Connections { get; private set; }

    /// <summary>Makes the answer to a question; null: none is given. The usual one says that there is no such name.</summary>
    public Func<byte[], byte[]?> Reply { get; set; } = question => Respond(question, code: 3);

    /// <summary>An answer over TCP breaks off after so many bytes; null: it does not.</summary>
    public int? BreaksOffAfter { get; set; }

    public static TestNameServer Start()
    {
        while (true)
        {
            var streams = new TcpListener(IPAddress.Loopback, 0);
            streams.Start();
            try
            {
                return new(new UdpClient((IPEndPoint)streams.LocalEndpoint), streams);
            }
            catch (SocketException)
            {
                // Somebody has this port for datagrams: another one.
                streams.Dispose();
            }
        }
    }

    /// <summary>The answer to a question: texts of records, each as long as it may be.</summary>
    public static byte[] Respond(byte[] question, int code = 0, params string[] records)
    {
        using var message = new MemoryStream();
        message.Write(question.AsSpan(0, 2));
        Write(message, (ushort)(Answer | code));
        Write(message, 1);
        Write(message, (ushort)records.Length);
        Write(message, 0);
        Write(message, 0);
        message.Write(QuestionOf(question));
        foreach (var record in records)
        {
            var text = Encoding.ASCII.GetBytes(record).Chunk(LongestText).SelectMany(chunk => chunk.Prepend((byte)chunk.Length)).ToArray();
            // The name of the question, TXT, IN, a minute.
            Write(message, 0xC00C);
            Write(message, 16);
            Write(message, 1);
            Write(message, 0);
            Write(message, 60);
            Write(message, (ushort)text.Length);
            message.Write(text);
        }

        return message.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        datagrams.Dispose();
        connections.Dispose();
        await served.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    // The name ends with an empty label; type and class follow. What comes behind them is not looked at.
    private static ReadOnlySpan<byte> QuestionOf(byte[] message)
    {
        var at = 12;
        while (message[at] != 0)
        {
            at += message[at] + 1;
        }

        return message.AsSpan(12, at + 5 - 12);
    }

    private static void Write(MemoryStream message, ushort number)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, number);
        message.Write(bytes);
    }

    private async Task ServeDatagramsAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var question = await datagrams.ReceiveAsync(stopping.Token);
            if (Reply(question.Buffer) is not { } answer)
            {
                continue;
            }

            if (answer.Length > MostInDatagram)
            {
                answer = Respond(question.Buffer);
                BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), Answer | Truncated);
            }

            await datagrams.SendAsync(answer, question.RemoteEndPoint, stopping.Token);
        }
    }

    private async Task ServeConnectionsAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            using var connection = await connections.AcceptTcpClientAsync(stopping.Token);
            Connections++;
            var stream = connection.GetStream();
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, stopping.Token);
            var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(question, stopping.Token);
            if (Reply(question) is { } answer)
            {
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
                byte[] whole = [.. length, .. answer];
                await stream.WriteAsync(whole.AsMemory(0, BreaksOffAfter ?? whole.Length), stopping.Token);
            }
        }
    }
}
