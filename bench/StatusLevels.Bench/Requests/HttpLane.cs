using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StatusLevels.Bench.Requests;

/// <summary>
/// One connection that sends requests made beforehand and reads the answers: a caller that costs next to nothing.
/// The framework's client takes more of the same two cores than what is measured, and makes everybody look alike.
/// </summary>
internal sealed class HttpLane : IDisposable
{
    private const string LengthHeader = "\r\nContent-Length: ";

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[64 * 1024];
    private int filled;

    private HttpLane()
    {
    }

    /// <summary>The body of the last answer.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>What the last answer says in this header.</summary>
    public string Header(string name)
    {
        var head = Encoding.ASCII.GetString(buffer, 0, filled);
        var start = head.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase) + name.Length + 4;
        return head[start..head.IndexOf("\r\n", start, StringComparison.Ordinal)];
    }

    public static async Task<HttpLane> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var lane = new HttpLane();
        await lane.socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), cancellationToken);
        return lane;
    }

    public static byte[] Request(string method, string path, string headers = "", string body = "")
    {
        var described = method == "GET" ? "" : string.Create(
            CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n");
        return Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}{described}\r\n{body}");
    }

    /// <summary>Sends it, and reads the answer to its end.</summary>
    /// <returns>The status code.</returns>
    public async ValueTask<int> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await socket.SendAsync(request, cancellationToken);
        filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                throw new IOException(
                    $"The server closed the connection after {filled} bytes: {Encoding.UTF8.GetString(buffer, 0, filled)}");
            }

            filled += read;
            if (IsWhole())
            {
                return ((buffer[9] - '0') * 100) + ((buffer[10] - '0') * 10) + buffer[11] - '0';
            }

            if (filled == buffer.Length)
            {
                throw new IOException("The answer is larger than this caller reads.");
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private bool IsWhole()
    {
        var answer = buffer.AsSpan(0, filled);
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var start = head + 4;
        Body = buffer.AsMemory(start, filled - start);
        if (Length(answer[..head]) is { } length)
        {
            return filled >= start + length;
        }

        return answer[..head].IndexOf("chunked"u8) < 0 || answer.EndsWith("0\r\n\r\n"u8);
    }

    private static int? Length(ReadOnlySpan<byte> head)
    {
        Span<byte> header = stackalloc byte[LengthHeader.Length];
        Encoding.ASCII.GetBytes(LengthHeader, header);
        var at = head.IndexOf(header);
        if (at < 0)
        {
            return null;
        }

        var length = 0;
        foreach (var digit in head[(at + header.Length)..])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                break;
            }

            length = (length * 10) + digit - '0';
        }

        return length;
    }
}
