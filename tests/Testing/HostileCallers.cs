using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Testing;

/// <summary>What is done by callers who want nothing but the place of others.</summary>
public enum Hostility
{
    /// <summary>They connect and say nothing.</summary>
    HalfOpen,

    /// <summary>They send a header byte by byte.</summary>
    SlowHeaders,

    /// <summary>They announce a body and send little of it.</summary>
    SlowBodies,

    /// <summary>They ask for much and read little of it.</summary>
    SlowReaders,

    /// <summary>They send one request after the other, and read no answer.</summary>
    Pipelines,

    /// <summary>They ask whether the node is ready.</summary>
    Probes,

    /// <summary>They call with service keys that they made up.</summary>
    WrongKeys,

    /// <summary>They call with signatures that they made up.</summary>
    WrongSignatures,
}

/// <summary>Callers on connections of their own, who come back whenever they are thrown out, until they are disposed.</summary>
public sealed class HostileCallers : IAsyncDisposable
{
    private const string Webhook = "/api/webhooks/subscription-status-changed";

    /// <summary>So many come from one address, fewer than it may have: beyond them they come from the next one.</summary>
    private const int OfOneAddress = 800;

    /// <summary>What the system takes in of answers that they do not read, bytes.</summary>
    private const int ReceiveBuffer = 4096;

    /// <summary>How long each of them waits between two bytes, or two requests.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly string LargeRequests = string.Concat(
        Enumerable.Repeat($"GET /api/status-levels/info HTTP/1.1\r\nHost: x\r\nX-Large: {new string('a', 7 * 1024)}\r\n\r\n", 190));

    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient client;
    private readonly int port;
    private readonly Task[] callers;
    private int there;
    private int connected;
    private long answers;

    private HostileCallers(Uri address, Hostility kind, int count)
    {
        // Hostile to this machine and no other.
        port = address.Port;
        client = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = count,
            UseCookies = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var number = (Interlocked.Increment(ref connected) - 1) % count;
                return new NetworkStream(await ConnectAsync(number, cancellationToken), ownsSocket: true);
            },
        })
        { BaseAddress = address };
        callers = [.. Enumerable.Range(0, count).Select(number => Task.Run(() => CallAsync(kind, number)))];
    }

    /// <summary>How many are connected, or have asked and wait.</summary>
    public int There => Volatile.Read(ref there);

    /// <summary>How many answers those that ask have got.</summary>
    public long Answers => Interlocked.Read(ref answers);

    /// <summary>So many of them, each on a connection of its own.</summary>
    public static HostileCallers Start(Uri address, Hostility kind, int count) => new(address, kind, count);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        client.Dispose();
        stop.Dispose();
    }

    private async Task CallAsync(Hostility kind, int number)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Interlocked.Increment(ref there);
                await BehaveAsync(kind, number);
            }
            catch (Exception exception) when (exception is SocketException or HttpRequestException or OperationCanceledException)
            {
                // Thrown out, as they should be: they come again.
            }
            finally
            {
                Interlocked.Decrement(ref there);
            }

            await Task.Delay(Pause, stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private Task BehaveAsync(Hostility kind, int number) => kind switch
    {
        Hostility.HalfOpen => DripAsync(number, "", ""),
        Hostility.SlowHeaders => DripAsync(number, "GET /api/status-levels/info HTTP/1.1\r\nHost: x\r\nX-Slow: ", "a"),
        Hostility.SlowBodies => DripAsync(
            number,
            $"POST {Webhook} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n"
            + "webhook-id: a\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,x\r\n\r\n",
            new string(' ', 300)),
        Hostility.SlowReaders => DripAsync(
            number, string.Concat(Enumerable.Repeat("GET /openapi/v1.json HTTP/1.1\r\nHost: x\r\n\r\n", 20)), ""),
        // From another address than everybody else: a limit of requests is what ends this.
        Hostility.Pipelines => DripAsync(
            OfOneAddress + number,
            string.Concat(Enumerable.Repeat("GET /api/status-levels/info HTTP/1.1\r\nHost: x\r\n\r\n", 700)),
            LargeRequests),
        Hostility.Probes => AskAsync(static () => new(HttpMethod.Get, "/readyz")),
        Hostility.WrongKeys => AskAsync(static () => new(HttpMethod.Get, "/api/admin/users")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", $"slk_{RandomNumberGenerator.GetHexString(43)}") },
        }),
        Hostility.WrongSignatures => AskAsync(static () => new(HttpMethod.Post, Webhook)
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
            Headers = { { "webhook-id", "a" }, { "webhook-timestamp", "1" }, { "webhook-signature", "v1,x" } },
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Nobody knows how to do this."),
    };

    /// <summary>Sends the beginning, then a piece now and then, and reads no more than it has to: until it is thrown out.</summary>
    private async Task DripAsync(int number, string beginning, string piece)
    {
        using var socket = await ConnectAsync(number, stop.Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes(beginning), stop.Token);
        var (bytes, one) = (Encoding.ASCII.GetBytes(piece), new byte[1]);
        while (true)
        {
            await Task.Delay(Pause, stop.Token);
            if (socket.Available > 0 || socket.Poll(0, SelectMode.SelectRead))
            {
                if (await socket.ReceiveAsync(one, stop.Token) == 0)
                {
                    return;
                }
            }

            await socket.SendAsync(bytes, stop.Token);
        }
    }

    private Task<Socket> ConnectAsync(int number, CancellationToken cancellationToken) => LoopbackCaller.ConnectAsync(
        new IPAddress([127, 0, 0, (byte)(1 + (number / OfOneAddress))]), port, ReceiveBuffer, cancellationToken);

    private async Task AskAsync(Func<HttpRequestMessage> make)
    {
        while (true)
        {
            using var request = make();
            using var answer = await client.SendAsync(request, stop.Token);
            Interlocked.Increment(ref answers);
            await Task.Delay(Pause, stop.Token);
        }
    }
}
