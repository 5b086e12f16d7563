using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace StatusLevels.Testing;

/// <summary>One connection through a <see cref="PostgresProxy"/>: two streams of messages, one in each direction.</summary>
internal sealed class ProxiedConnection(Socket client, PostgresProxy proxy)
{
    private const byte ReadyForQuery = (byte)'Z';
    private const int LengthBytes = 4;

    private Socket? server;
    private PlannedCut? afterCommit;

    public async Task RunAsync(EndPoint address)
    {
        try
        {
            var protocol = address.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp;
            server = protocol == ProtocolType.Tcp
                ? new Socket(SocketType.Stream, protocol)
                : new Socket(AddressFamily.Unix, SocketType.Stream, protocol);
            await server.ConnectAsync(address);
            client.NoDelay = true;
            await using var fromClient = new BufferedStream(new NetworkStream(client));
            await using var fromServer = new BufferedStream(new NetworkStream(server));
            await Task.WhenAny(AskAsync(fromClient, server), AnswerAsync(fromServer));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // One side is gone, and so the other one goes too.
            Debug.WriteLine(exception);
        }
        finally
        {
            Cut();
        }
    }

    /// <summary>Both sides lose the connection, without a word.</summary>
    public void Cut()
    {
        client.Close(0);
        server?.Close(0);
    }

    private async Task AskAsync(Stream fromClient, Socket toServer)
    {
        // Only the first message of a connection has no type before its length.
        for (var typeBytes = 0; await ReadAsync(fromClient, typeBytes) is { } message; typeBytes = 1)
        {
            if (proxy.Take(message) is { } cut)
            {
                if (cut.Moment == CutMoment.BeforeRequest)
                {
                    Cut();
                    cut.Report();
                    return;
                }

                if (cut.Moment == CutMoment.Never)
                {
                    cut.Report();
                }
                else
                {
                    Volatile.Write(ref afterCommit, cut);
                }
            }

            if (proxy.Delay > TimeSpan.Zero)
            {
                await Task.Delay(proxy.Delay);
            }

            await SendAsync(toServer, message);
        }
    }

    private async Task AnswerAsync(Stream fromServer)
    {
        while (await ReadAsync(fromServer, typeBytes: 1) is { } message)
        {
            if (Volatile.Read(ref afterCommit) is not { } cut)
            {
                await SendAsync(client, message);
            }
            else if (message[0] == ReadyForQuery)
            {
                // The transaction is over on the server; nothing of its answer has been passed on.
                Cut();
                cut.Report();
                return;
            }
        }
    }

    private static async Task<byte[]?> ReadAsync(Stream from, int typeBytes)
    {
        var header = new byte[typeBytes + LengthBytes];
        if (await from.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            return null;
        }

        var message = new byte[typeBytes + BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(typeBytes))];
        header.CopyTo(message, 0);
        await from.ReadExactlyAsync(message.AsMemory(header.Length));
        return message;
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            message = message[await to.SendAsync(message)..];
        }
    }
}
